#!/usr/bin/env bash
#SBATCH --job-name=rollcall
#SBATCH --array=1-8
#SBATCH --cpus-per-task=4
#SBATCH --mem-per-cpu=4G
#SBATCH --time=04:00:00
# One part of the campaign in the folder that is named, which all nodes share: sbatch slurm.sh night
set -euo pipefail
rollcall campaign run "$1" --shard "$SLURM_ARRAY_TASK_ID/$SLURM_ARRAY_TASK_COUNT" --workers "$SLURM_CPUS_PER_TASK"

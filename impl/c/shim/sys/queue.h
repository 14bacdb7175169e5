/* Lists and queues of entries that carry their own links: BSD's interface, written anew. */
#ifndef ROLLCALL_SYS_QUEUE_H
#define ROLLCALL_SYS_QUEUE_H

#include <stddef.h>

/* ---- SLIST: one link forward */

#define SLIST_HEAD(name, type) struct name { struct type *slh_first; }
#define SLIST_HEAD_INITIALIZER(head) { NULL }
#define SLIST_ENTRY(type) struct { struct type *sle_next; }
#define SLIST_INIT(head) ((void)((head)->slh_first = NULL))
#define SLIST_EMPTY(head) ((head)->slh_first == NULL)
#define SLIST_FIRST(head) ((head)->slh_first)
#define SLIST_END(head) NULL
#define SLIST_NEXT(entry, field) ((entry)->field.sle_next)
#define SLIST_FOREACH(var, head, field) for ((var) = SLIST_FIRST(head); (var); (var) = SLIST_NEXT(var, field))
#define SLIST_FOREACH_SAFE(var, head, field, next) \
	for ((var) = SLIST_FIRST(head); (var) && ((next) = SLIST_NEXT(var, field), 1); (var) = (next))
#define SLIST_INSERT_HEAD(head, entry, field) \
	do { (entry)->field.sle_next = (head)->slh_first; (head)->slh_first = (entry); } while (0)
#define SLIST_INSERT_AFTER(before, entry, field) \
	do { (entry)->field.sle_next = (before)->field.sle_next; (before)->field.sle_next = (entry); } while (0)
#define SLIST_REMOVE_HEAD(head, field) do { (head)->slh_first = (head)->slh_first->field.sle_next; } while (0)
#define SLIST_REMOVE_AFTER(before, field) \
	do { (before)->field.sle_next = (before)->field.sle_next->field.sle_next; } while (0)
#define SLIST_REMOVE(head, entry, type, field) \
	do { \
		struct type **slist_link = &(head)->slh_first; \
		while (*slist_link != (entry)) \
			slist_link = &(*slist_link)->field.sle_next; \
		*slist_link = (entry)->field.sle_next; \
	} while (0)

/* ---- LIST: a link forward, and one to what leads here */

#define LIST_HEAD(name, type) struct name { struct type *lh_first; }
#define LIST_HEAD_INITIALIZER(head) { NULL }
#define LIST_ENTRY(type) struct { struct type *le_next, **le_prev; }
#define LIST_INIT(head) ((void)((head)->lh_first = NULL))
#define LIST_EMPTY(head) ((head)->lh_first == NULL)
#define LIST_FIRST(head) ((head)->lh_first)
#define LIST_END(head) NULL
#define LIST_NEXT(entry, field) ((entry)->field.le_next)
#define LIST_FOREACH(var, head, field) for ((var) = LIST_FIRST(head); (var); (var) = LIST_NEXT(var, field))
#define LIST_FOREACH_SAFE(var, head, field, next) \
	for ((var) = LIST_FIRST(head); (var) && ((next) = LIST_NEXT(var, field), 1); (var) = (next))
#define LIST_LINK_AT(link, entry, field) \
	do { \
		(entry)->field.le_next = *(link); \
		(entry)->field.le_prev = (link); \
		if (*(link)) \
			(*(link))->field.le_prev = &(entry)->field.le_next; \
		*(link) = (entry); \
	} while (0)
#define LIST_INSERT_HEAD(head, entry, field) LIST_LINK_AT(&(head)->lh_first, entry, field)
#define LIST_INSERT_AFTER(before, entry, field) LIST_LINK_AT(&(before)->field.le_next, entry, field)
#define LIST_INSERT_BEFORE(behind, entry, field) \
	do { \
		(entry)->field.le_next = (behind); \
		(entry)->field.le_prev = (behind)->field.le_prev; \
		*(behind)->field.le_prev = (entry); \
		(behind)->field.le_prev = &(entry)->field.le_next; \
	} while (0)
#define LIST_REMOVE(entry, field) \
	do { \
		if ((entry)->field.le_next) \
			(entry)->field.le_next->field.le_prev = (entry)->field.le_prev; \
		*(entry)->field.le_prev = (entry)->field.le_next; \
	} while (0)

/* ---- STAILQ and SIMPLEQ: one link forward, and the end is known */

#define STAILQ_HEAD(name, type) struct name { struct type *stqh_first, **stqh_last; }
#define STAILQ_HEAD_INITIALIZER(head) { NULL, &(head).stqh_first }
#define STAILQ_ENTRY(type) struct { struct type *stqe_next; }
#define STAILQ_INIT(head) ((void)((head)->stqh_first = NULL, (head)->stqh_last = &(head)->stqh_first))
#define STAILQ_EMPTY(head) ((head)->stqh_first == NULL)
#define STAILQ_FIRST(head) ((head)->stqh_first)
#define STAILQ_NEXT(entry, field) ((entry)->field.stqe_next)
#define STAILQ_FOREACH(var, head, field) for ((var) = STAILQ_FIRST(head); (var); (var) = STAILQ_NEXT(var, field))
#define STAILQ_FOREACH_SAFE(var, head, field, next) \
	for ((var) = STAILQ_FIRST(head); (var) && ((next) = STAILQ_NEXT(var, field), 1); (var) = (next))
#define STAILQ_LINK_AT(head, link, entry, field) \
	do { \
		(entry)->field.stqe_next = *(link); \
		if (!*(link)) \
			(head)->stqh_last = &(entry)->field.stqe_next; \
		*(link) = (entry); \
	} while (0)
#define STAILQ_INSERT_HEAD(head, entry, field) STAILQ_LINK_AT(head, &(head)->stqh_first, entry, field)
#define STAILQ_INSERT_AFTER(head, before, entry, field) STAILQ_LINK_AT(head, &(before)->field.stqe_next, entry, field)
#define STAILQ_INSERT_TAIL(head, entry, field) \
	do { \
		(entry)->field.stqe_next = NULL; \
		*(head)->stqh_last = (entry); \
		(head)->stqh_last = &(entry)->field.stqe_next; \
	} while (0)
#define STAILQ_UNLINK_AT(head, link, field) \
	do { \
		*(link) = (*(link))->field.stqe_next; \
		if (!*(link)) \
			(head)->stqh_last = (link); \
	} while (0)
#define STAILQ_REMOVE_HEAD(head, field) STAILQ_UNLINK_AT(head, &(head)->stqh_first, field)
#define STAILQ_REMOVE(head, entry, type, field) \
	do { \
		struct type **stailq_link = &(head)->stqh_first; \
		while (*stailq_link != (entry)) \
			stailq_link = &(*stailq_link)->field.stqe_next; \
		STAILQ_UNLINK_AT(head, stailq_link, field); \
	} while (0)

#define SIMPLEQ_HEAD STAILQ_HEAD
#define SIMPLEQ_HEAD_INITIALIZER STAILQ_HEAD_INITIALIZER
#define SIMPLEQ_ENTRY STAILQ_ENTRY
#define SIMPLEQ_INIT STAILQ_INIT
#define SIMPLEQ_EMPTY STAILQ_EMPTY
#define SIMPLEQ_FIRST STAILQ_FIRST
#define SIMPLEQ_NEXT STAILQ_NEXT
#define SIMPLEQ_FOREACH STAILQ_FOREACH
#define SIMPLEQ_FOREACH_SAFE STAILQ_FOREACH_SAFE
#define SIMPLEQ_INSERT_HEAD STAILQ_INSERT_HEAD
#define SIMPLEQ_INSERT_AFTER STAILQ_INSERT_AFTER
#define SIMPLEQ_INSERT_TAIL STAILQ_INSERT_TAIL
#define SIMPLEQ_REMOVE_HEAD STAILQ_REMOVE_HEAD
#define SIMPLEQ_REMOVE STAILQ_REMOVE

/* ---- TAILQ: links both ways, and the end is known */

#define TAILQ_HEAD(name, type) struct name { struct type *tqh_first, **tqh_last; }
#define TAILQ_HEAD_INITIALIZER(head) { NULL, &(head).tqh_first }
#define TAILQ_ENTRY(type) struct { struct type *tqe_next, **tqe_prev; }
#define TAILQ_INIT(head) ((void)((head)->tqh_first = NULL, (head)->tqh_last = &(head)->tqh_first))
#define TAILQ_EMPTY(head) ((head)->tqh_first == NULL)
#define TAILQ_FIRST(head) ((head)->tqh_first)
#define TAILQ_END(head) NULL
#define TAILQ_NEXT(entry, field) ((entry)->field.tqe_next)
/* The link before the last one is the first member of what it is in: a head or an entry, which look the same from here. */
#define TAILQ_LAST(head, name) (*(((struct name *)((head)->tqh_last))->tqh_last))
#define TAILQ_PREV(entry, name, field) (*(((struct name *)((entry)->field.tqe_prev))->tqh_last))
#define TAILQ_FOREACH(var, head, field) for ((var) = TAILQ_FIRST(head); (var); (var) = TAILQ_NEXT(var, field))
#define TAILQ_FOREACH_SAFE(var, head, field, next) \
	for ((var) = TAILQ_FIRST(head); (var) && ((next) = TAILQ_NEXT(var, field), 1); (var) = (next))
#define TAILQ_FOREACH_REVERSE(var, head, name, field) \
	for ((var) = TAILQ_LAST(head, name); (var); (var) = TAILQ_PREV(var, name, field))
#define TAILQ_LINK_AT(head, link, entry, field) \
	do { \
		(entry)->field.tqe_next = *(link); \
		(entry)->field.tqe_prev = (link); \
		if (*(link)) \
			(*(link))->field.tqe_prev = &(entry)->field.tqe_next; \
		else \
			(head)->tqh_last = &(entry)->field.tqe_next; \
		*(link) = (entry); \
	} while (0)
#define TAILQ_INSERT_HEAD(head, entry, field) TAILQ_LINK_AT(head, &(head)->tqh_first, entry, field)
#define TAILQ_INSERT_AFTER(head, before, entry, field) TAILQ_LINK_AT(head, &(before)->field.tqe_next, entry, field)
#define TAILQ_INSERT_TAIL(head, entry, field) \
	do { \
		(entry)->field.tqe_next = NULL; \
		(entry)->field.tqe_prev = (head)->tqh_last; \
		*(head)->tqh_last = (entry); \
		(head)->tqh_last = &(entry)->field.tqe_next; \
	} while (0)
#define TAILQ_INSERT_BEFORE(behind, entry, field) \
	do { \
		(entry)->field.tqe_next = (behind); \
		(entry)->field.tqe_prev = (behind)->field.tqe_prev; \
		*(behind)->field.tqe_prev = (entry); \
		(behind)->field.tqe_prev = &(entry)->field.tqe_next; \
	} while (0)
#define TAILQ_REMOVE(head, entry, field) \
	do { \
		if ((entry)->field.tqe_next) \
			(entry)->field.tqe_next->field.tqe_prev = (entry)->field.tqe_prev; \
		else \
			(head)->tqh_last = (entry)->field.tqe_prev; \
		*(entry)->field.tqe_prev = (entry)->field.tqe_next; \
	} while (0)

#endif

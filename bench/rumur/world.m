/*
 * The protocol of docs/protocol.md for Rumur, written from its specification: a process waits for a service, the subscribers are
 * an ordered list, and there is no slot number that a process could hold.
 *
 * Users and services are scalarsets, so symmetry reduction counts states up to renaming users among themselves and
 * services among themselves. Each enabled (state, action) pair is one rule that fires, those that change nothing
 * included. The first three constants are the scope; bench/rumur.ts replaces them.
 */
const
  users: 2;
  services: 2;
  slots: 4;
  /* The list is never longer than there are services. */
  length: slots < services ? slots : services;

type
  User: scalarset(users);
  Service: scalarset(services);
  Place: 0..length - 1;
  Count: 0..users + services;
  Event: enum { exitEvent, signalEvent };
  Local: enum { free, running, unpausing, signalled, exiting, departing, zombie };

  Process: record
    at: Local;
    late: boolean; /* killed while unpausing or signalled, told while exiting or departing */
    asked: Service; /* whose reply a signalled or departing process waits for; else undefined */
  end;

  Slot: record
    subscriber: Service; /* undefined behind the end of the list, where the rest is clear */
    wants: array[Event] of boolean;
    waiting: Count;
  end;

var
  user: array[User] of Process;
  service: array[Service] of Process;
  list: array[Place] of Slot;

/* ---- The list of subscribers */

/* The position of s in the list; length where s is not subscribed. */
function find(s: Service): 0..length;
begin
  for i: Place do
    if !isundefined(list[i].subscriber) & list[i].subscriber = s then return i; end;
  end;
  return length;
end;

procedure remove(position: Place);
begin
  for i: Place do
    if position <= i & i < length - 1 then list[i] := list[i + 1]; end;
  end;
  clear list[length - 1];
  undefine list[length - 1].subscriber;
end;

/* ---- The claims about a state, asserted after each action that changes something */

function waitersOf(s: Service): Count;
var n: Count;
begin
  n := 0;
  for u: User do
    if !isundefined(user[u].asked) & user[u].asked = s then n := n + 1; end;
  end;
  for t: Service do
    if !isundefined(service[t].asked) & service[t].asked = s then n := n + 1; end;
  end;
  return n;
end;

procedure assertWaits(var p: Process);
begin
  assert (p.at = signalled | p.at = departing) = !isundefined(p.asked)
    "a process waits for a service in an event call, and only then";
  assert isundefined(p.asked) | find(p.asked) < length
    "a process waits for a subscriber";
end;

procedure assertSlot(position: Place);
begin
  assert position = 0 | !isundefined(list[position - 1].subscriber)
    "the list has no gaps";
  assert find(list[position].subscriber) = position
    "a subscriber stands in the list once";
  assert service[list[position].subscriber].at = running | service[list[position].subscriber].at = exiting
    "a subscriber is alive";
  assert list[position].waiting = waitersOf(list[position].subscriber)
    "waiting counts balance";
  assert list[position].waiting > 0 | list[position].wants[exitEvent] | list[position].wants[signalEvent]
    "a slot without interests is owed a reply";
end;

procedure assertClaims();
begin
  for u: User do assertWaits(user[u]); end;
  for s: Service do assertWaits(service[s]); end;
  for i: Place do
    if !isundefined(list[i].subscriber) then assertSlot(i); end;
  end;
end;

/* ---- What PM does */

/* The event is over: exit_restart or restart_sigs. */
procedure resume(var p: Process);
begin
  undefine p.asked;
  if p.at = departing then
    p.at := p.late ? free : zombie;
  else
    p.at := p.late ? exiting : running;
  end;
  p.late := false;
end;

/* Asks the first subscriber from a position on that is interested; if there is none, the event is over. */
procedure announce(var p: Process; position: 0..length);
var e: Event;
begin
  e := p.at = departing ? exitEvent : signalEvent;
  for i: Place do
    if position <= i & list[i].wants[e] then
      list[i].waiting := list[i].waiting + 1;
      p.asked := list[i].subscriber;
      return;
    end;
  end;
  resume(p);
end;

/* A subscriber is dead: every process that waits for it moves on to the next one. */
procedure removeSubscriber(s: Service);
var position: 0..length;
begin
  position := find(s);
  if position < length then
    remove(position);
    for u: User do
      if !isundefined(user[u].asked) & user[u].asked = s then announce(user[u], position); end;
    end;
    for t: Service do
      if !isundefined(service[t].asked) & service[t].asked = s then announce(service[t], position); end;
    end;
  end;
end;

/* The next subscriber's position, after one reply to the subscriber at this position has come in. */
function acknowledge(position: Place): 0..length;
begin
  list[position].waiting := list[position].waiting - 1;
  if list[position].waiting = 0 & !list[position].wants[exitEvent] & !list[position].wants[signalEvent] then
    remove(position);
    return position;
  end;
  return position + 1;
end;

/* A reply by service s about p; a stray one changes nothing. */
procedure reply(s: Service; var p: Process; e: Event);
begin
  if !isundefined(p.asked) & p.asked = s & (p.at = departing) = (e = exitEvent) then
    announce(p, acknowledge(find(s)));
    assertClaims();
  end;
end;

/* Where all slots are taken (ENOMEM), nothing changes. */
procedure setMask(s: Service; exits: boolean; signals: boolean);
var position: 0..length;
begin
  position := find(s);
  if position = length & (exits | signals) & isundefined(list[length - 1].subscriber) then
    position := 0;
    while !isundefined(list[position].subscriber) do position := position + 1; end;
    list[position].subscriber := s;
  end;
  if position < length then
    if !exits & !signals & list[position].waiting = 0 then
      remove(position);
    else
      list[position].wants[exitEvent] := exits;
      list[position].wants[signalEvent] := signals;
    end;
    assertClaims();
  end;
end;

procedure reap(var p: Process);
begin
  if p.at = zombie then p.at := free; else p.late := true; end;
  assertClaims();
end;

/* ---- The actions */

startstate
begin
  for u: User do user[u].at := free; user[u].late := false; undefine user[u].asked; end;
  for s: Service do service[s].at := free; service[s].late := false; undefine service[s].asked; end;
  for i: Place do clear list[i]; undefine list[i].subscriber; end;
end;

ruleset u: User do
  alias p: user[u] do
    rule "spawn a user" p.at = free ==> begin p.at := running; assertClaims(); end;
    rule "signal" p.at = running ==> begin p.at := unpausing; assertClaims(); end;
    rule "kill" (p.at = unpausing | p.at = signalled) & !p.late ==> begin p.late := true; assertClaims(); end;
    rule "exit of a user" p.at = running ==> begin p.at := exiting; assertClaims(); end;

    rule "vfsReply about a user" p.at = unpausing | p.at = exiting ==>
    begin
      p.at := p.at = exiting ? departing : signalled;
      announce(p, 0);
      assertClaims();
    end;

    rule "reap a user" p.at = zombie | (p.at = exiting | p.at = departing) & !p.late ==> begin reap(p); end;

    /* EPERM and ENOSYS: nothing changes. */
    ruleset exits: boolean; signals: boolean do
      rule "setMask by a user" p.at = running ==> begin end;
    end;
    ruleset q: User; e: Event do
      rule "reply by a user about a user" p.at = running ==> begin end;
    end;
    ruleset q: Service; e: Event do
      rule "reply by a user about a service" p.at = running ==> begin end;
    end;
  end;
end;

/* A service is never signalled, so it is never killed either. */
ruleset s: Service do
  alias p: service[s] do
    rule "spawn a service" p.at = free ==> begin p.at := running; assertClaims(); end;
    rule "exit of a service" p.at = running ==> begin p.at := exiting; assertClaims(); end;

    rule "vfsReply about a service" p.at = exiting ==>
    begin
      p.at := departing;
      removeSubscriber(s);
      announce(p, 0);
      assertClaims();
    end;

    rule "reap a service" p.at = zombie | (p.at = exiting | p.at = departing) & !p.late ==> begin reap(p); end;

    ruleset exits: boolean; signals: boolean do
      rule "setMask by a service" p.at = running ==> begin setMask(s, exits, signals); end;
    end;
    ruleset q: User; e: Event do
      rule "reply by a service about a user" p.at = running ==> begin reply(s, user[q], e); end;
    end;
    ruleset q: Service; e: Event do
      rule "reply by a service about a service" p.at = running ==> begin reply(s, service[q], e); end;
    end;
  end;
end;

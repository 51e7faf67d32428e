-- Write a decision, and what it owes to those who want to be told, if nobody else changed the debate
-- since it was read: all or nothing.
-- KEYS state responses events summary index_before index_after checks expiring endpoints calls
-- ARGV p member debate rev op claim_job claim_token state status round
--      check_at remove_at job_before job payload payload_expires_ms summary reason
--      next_token lease_ms most_per_line
--      absent_count (field response)* call_count (field call)* event_count (at event)*
--      owed (see same_endpoints)
-- check_at or remove_at is '' where there is none, and so is reason, why it ended, while it goes on.
-- Under next_token who owns job_before goes on with the job at once, where it may; '' is who does not.
-- Returns 'applied', 'handed_over' (applied, and the job is in its hands), 'conflict', 'lost', 'gone', or 'outdated' when those who want to be told have
-- changed.
local member, debate, op = ARGV[2], ARGV[3], ARGV[5]
local state = redis.call('HMGET', KEYS[1], 'rev', 'op', 'status', 'counted')
if not state[1] then return 'gone' end
if state[2] == op then return owns(ARGV[14], ARGV[19]) and 'handed_over' or 'applied' end
if state[1] ~= ARGV[4] then return 'conflict' end
if ARGV[6] ~= '' and not owns(ARGV[6], ARGV[7]) then return 'lost' end
local at = 22
local calls_at = at + 2 * tonumber(ARGV[at]) + 1
local events_at = calls_at + 2 * tonumber(ARGV[calls_at]) + 1
local owed_at = events_at + 2 * tonumber(ARGV[events_at]) + 1
if not same_endpoints(KEYS[9], owed_at) then return 'outdated' end

local sequence, events = redis.call('XLEN', KEYS[3]), {}
for i = 1, tonumber(ARGV[at]) do
  redis.call('HSET', KEYS[2], ARGV[at + 2 * i - 1], ARGV[at + 2 * i])
end
for i = 1, tonumber(ARGV[calls_at]) do
  redis.call('HSET', KEYS[10], ARGV[calls_at + 2 * i - 1], ARGV[calls_at + 2 * i])
end
for i = 1, tonumber(ARGV[events_at]) do
  events[i] = log_event(KEYS[3], sequence + i, ARGV[events_at + 2 * i - 1], ARGV[events_at + 2 * i])
end
owe_all(string.match(member, '^[^|]*'), debate, owed_at, events)
redis.call('HSET', KEYS[1], 'rev', state[1] + 1, 'op', op, 'status', ARGV[9], 'round', ARGV[10],
  'job', ARGV[14], 'counted', 1, 'data', ARGV[8])
-- One from before there was counting is accepted with the first decision on it.
local before = state[4] and state[3] or ''
if ARGV[13] ~= '' and before ~= ARGV[9] then count_move(before, ARGV[9], ARGV[18]) end
redis.call('ZREM', KEYS[5], debate)
redis.call('ZADD', KEYS[6], 0, debate)
if ARGV[11] ~= '' then
  redis.call('ZADD', KEYS[7], ARGV[11], member)
else
  redis.call('ZREM', KEYS[7], member)
end
if ARGV[12] ~= '' then redis.call('ZADD', KEYS[8], ARGV[12], member) end
if ARGV[17] ~= '' then redis.call('SET', KEYS[4], ARGV[17]) end
poke(debate)
if ARGV[13] == ARGV[14] then return 'applied' end
drop(ARGV[13], ARGV[7])
if ARGV[14] == '' then return 'applied' end
if ARGV[19] ~= '' and go_on(ARGV[14], ARGV[15], ARGV[16], ARGV[19], ARGV[20], tonumber(ARGV[21])) then
  return 'handed_over'
end
enqueue(ARGV[14], ARGV[15], ARGV[16])
return 'applied'

-- Store one response, first writer wins, with what it owes to those who want to be told, and settle
-- the call that brought it.
-- KEYS state responses calls events endpoints
-- ARGV p member debate field round response at event call_field call owed (see same_endpoints)
-- Returns 'stored', 'duplicate' (another answer was first), 'late' (the round is closed), or
-- 'outdated' when those who want to be told have changed.
local field, response, call_field, call, owed_at = ARGV[4], ARGV[6], ARGV[9], ARGV[10], 11
local state = redis.call('HMGET', KEYS[1], 'status', 'round', 'job')
local before = redis.call('HGET', KEYS[2], field)
local sequence = redis.call('XLEN', KEYS[4]) + 1
if before == response then return 'stored' end
if not state[1] then return 'late' end

local answer = 'stored'
if before then
  answer = 'duplicate'
elseif state[1] ~= 'running' or state[2] ~= ARGV[5] then
  answer = 'late'
end
if answer == 'stored' and not same_endpoints(KEYS[5], owed_at) then return 'outdated' end
local changed = answer == 'stored'
if call_field ~= '' and (changed or redis.call('HGET', KEYS[3], call_field) ~= call) then
  redis.call('HSET', KEYS[3], call_field, call)
  changed = true
end
if answer == 'stored' then
  redis.call('HSET', KEYS[2], field, response)
  local event = log_event(KEYS[4], sequence, ARGV[7], ARGV[8])
  owe_all(string.match(ARGV[2], '^[^|]*'), ARGV[3], owed_at, {event})
  progressed(state[3])
  poke(ARGV[3])
end
if changed then redis.call('HINCRBY', KEYS[1], 'rev', 1) end
return answer

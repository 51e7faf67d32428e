-- Store one response, first writer wins, and settle the call that brought it.
-- KEYS state responses calls events
-- ARGV p debate field round response at event call_field call
-- Returns 'stored', 'duplicate' (another answer was first) or 'late' (the round is closed).
local field, response, call_field, call = ARGV[3], ARGV[5], ARGV[8], ARGV[9]
local state = redis.call('HMGET', KEYS[1], 'status', 'round')
local before = redis.call('HGET', KEYS[2], field)
local sequence = redis.call('XLEN', KEYS[4]) + 1
if before == response then return 'stored' end
if not state[1] then return 'late' end

local answer = 'stored'
if before then
  answer = 'duplicate'
elseif state[1] ~= 'running' or state[2] ~= ARGV[4] then
  answer = 'late'
end
local changed = answer == 'stored'
if call_field ~= '' and redis.call('HGET', KEYS[3], call_field) ~= call then
  redis.call('HSET', KEYS[3], call_field, call)
  changed = true
end
if answer == 'stored' then
  redis.call('HSET', KEYS[2], field, response)
  log_event(KEYS[4], sequence, ARGV[6], ARGV[7])
  progressed(redis.call('HGET', KEYS[1], 'job'))
end
if changed then
  redis.call('HINCRBY', KEYS[1], 'rev', 1)
  poke(ARGV[2])
end
return answer

-- Remove every trace of a finished debate, but that something of it was sent: nothing more will be.
-- KEYS spec state responses calls events summary shares index_all index_status checks expiring
-- ARGV p tenant debate rev deliveries_kept_ms after at_once
-- Returns {'removed', ''}, or {'conflict', ''} when it changed since it was read; or {'more', last}
-- when more of what it owes may be left, to be sent again with that as `after`. If nobody does so, a
-- sweeper will.
local AGAIN_MS = 10000
local member = ARGV[2] .. '|' .. ARGV[3]
local state = redis.call('HMGET', KEYS[2], 'rev', 'job', 'status', 'counted')
if state[1] and state[1] ~= ARGV[4] then return {'conflict', ''} end
if state[2] and state[2] ~= '' then
  drop(state[2])
  if state[4] then count_move(state[3], 'removed', '') end
end
for _, digest in ipairs(redis.call('HKEYS', KEYS[7])) do
  redis.call('DEL', p .. 'share:' .. digest)
end
redis.call('DEL', KEYS[1], KEYS[2], KEYS[3], KEYS[4], KEYS[5], KEYS[6], KEYS[7])
redis.call('ZREM', KEYS[8], ARGV[3])
redis.call('ZREM', KEYS[9], ARGV[3])
redis.call('ZREM', KEYS[10], member)
poke(ARGV[3])
local last = empty_some(ARGV[2], ARGV[3], ARGV[6], ARGV[7], ARGV[5])
if last then
  redis.call('ZADD', KEYS[11], 'LT', server_ms() + AGAIN_MS, member)
  return {'more', last}
end
redis.call('ZREM', KEYS[11], member)
return {'removed', ''}

-- Remove every trace of a finished debate.
-- KEYS spec state responses calls events summary index_all index_status checks expiring
-- ARGV p member debate rev
-- Returns 'removed', or 'conflict' when it changed since it was read.
local state = redis.call('HMGET', KEYS[2], 'rev', 'job')
if state[1] and state[1] ~= ARGV[4] then return 'conflict' end
if state[2] and state[2] ~= '' then drop(state[2]) end
redis.call('DEL', KEYS[1], KEYS[2], KEYS[3], KEYS[4], KEYS[5], KEYS[6])
redis.call('ZREM', KEYS[7], ARGV[3])
redis.call('ZREM', KEYS[8], ARGV[3])
redis.call('ZREM', KEYS[9], ARGV[2])
redis.call('ZREM', KEYS[10], ARGV[2])
poke(ARGV[3])
return 'removed'

-- CALL, second half: settle a provider call that brought no answer to store.
-- KEYS state calls
-- ARGV p call_field call call_at_the_end: what it is kept as once the debate is over
local job = redis.call('HGET', KEYS[1], 'job')
if not job then return 'gone' end
local call = job ~= '' and ARGV[3] or ARGV[4]
if redis.call('HGET', KEYS[2], ARGV[2]) ~= call then
  redis.call('HSET', KEYS[2], ARGV[2], call)
  redis.call('HINCRBY', KEYS[1], 'rev', 1)
end
return 'settled'

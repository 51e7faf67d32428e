-- CALL, second half: settle a provider call that brought no answer to store.
-- KEYS state calls
-- ARGV p debate call_field call
if redis.call('EXISTS', KEYS[1]) == 0 then return 'gone' end
if redis.call('HGET', KEYS[2], ARGV[3]) ~= ARGV[4] then
  redis.call('HSET', KEYS[2], ARGV[3], ARGV[4])
  redis.call('HINCRBY', KEYS[1], 'rev', 1)
  poke(ARGV[2])
end
return 'settled'

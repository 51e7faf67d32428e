-- Put a reply in the place of a hold of an idempotency key; '' frees the key.
-- KEYS key
-- ARGV p hold reply reply_expires_ms
-- Who does not hold the key any more changes nothing.
if redis.call('GET', KEYS[1]) ~= ARGV[2] then return end
if ARGV[3] == '' then
  redis.call('DEL', KEYS[1])
else
  redis.call('SET', KEYS[1], ARGV[3], 'PX', ARGV[4])
end

-- Begin an attempt at a delivery, unless one of before may still be under way.
-- KEYS record
-- ARGV p job token body payload payload_expires_ms now open_until
-- The body that is stored first is the one that is sent ever after. A job in the fast lane whose
-- line fails by now is put into the slow one instead.
-- Returns {'begun', body}, {'open', until}, {'over'} or {'lost'}.
local job, token = ARGV[2], ARGV[3]
local found = redis.call('HMGET', KEYS[1], 'status', 'open', 'opener')
if found[1] ~= PENDING then return {'over'} end
local owned_in = lane_of_owner(job, token)
if not owned_in then return {'lost'} end
if owned_in == FAST and lane_for(job) == SLOW then
  within(FAST, drop, job, token)
  plan(job, ARGV[5], ARGV[6], 0)
  return {'lost'}
end
if found[2] and found[3] ~= token and tonumber(found[2]) > tonumber(ARGV[7]) then
  return {'open', tonumber(found[2])}
end
redis.call('HSET', KEYS[1], 'open', ARGV[8], 'opener', token)
redis.call('HSETNX', KEYS[1], 'body', ARGV[4])
return {'begun', redis.call('HGET', KEYS[1], 'body')}

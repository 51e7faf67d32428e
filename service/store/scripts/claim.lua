-- Hand out due jobs for one lease, after taking back those whose lease has ended.
-- KEYS queue
-- ARGV p want lease_ms token
-- Returns {sleep_ms, {job, token}*}: sleep_ms until the next job is due or a lease ends, -1 if none.
local want, lease_ms, reply = tonumber(ARGV[2]), tonumber(ARGV[3]), p .. 'claim:' .. ARGV[4]
local now = server_ms()
-- The same claim sent again gets the same jobs: its first reply may have been lost on the way.
local before = redis.call('GET', reply)
if before then return cmsgpack.unpack(before) end
for _, job in ipairs(redis.call('ZRANGEBYSCORE', LEASES, '-inf', now, 'LIMIT', 0, 100)) do
  disown(job)
  redis.call('ZADD', QUEUE, now, job)
end
local claimed = {}
if want > 0 then
  for i, job in ipairs(redis.call('ZRANGEBYSCORE', QUEUE, '-inf', now, 'LIMIT', 0, want)) do
    local token = ARGV[4] .. ':' .. i
    redis.call('ZREM', QUEUE, job)
    redis.call('HSET', OWNERS, job, token)
    redis.call('ZADD', LEASES, now + lease_ms, job)
    claimed[i] = {job, token}
  end
end
local next_at = -1
for _, key in ipairs({QUEUE, LEASES}) do
  local first = redis.call('ZRANGE', key, 0, 0, 'WITHSCORES')
  if first[2] and (next_at < 0 or tonumber(first[2]) < next_at) then next_at = tonumber(first[2]) end
end
if next_at >= 0 then next_at = math.max(0, next_at - now) end
local answer = {next_at, claimed}
if #claimed > 0 then redis.call('SET', reply, cmsgpack.pack(answer), 'PX', lease_ms) end
return answer

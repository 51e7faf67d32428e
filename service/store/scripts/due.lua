-- Hand out what is due: active debates that need care, finished ones to remove, and deliveries whose
-- job was lost; one that has ended is removed.
-- KEYS checks expiring
-- ARGV p nonce state_key now later limit later_for_deliveries
-- state_key has %s for tenant and debate; times are in ms. All that is looked at is put off, at
-- most until later. An active debate needs care when its deadline has passed or when its job is
-- neither queued nor leased; one that is over or gone is dropped.
-- Returns {1 if there may be more, else 0, {member*} to look after, {member*} to remove,
-- {delivery*} to queue again}.
local now, later, limit = tonumber(ARGV[4]), tonumber(ARGV[5]), tonumber(ARGV[6])
local reply = p .. 'due:' .. ARGV[2]
-- The same look sent again finds the same: its first reply may have been lost on the way.
local before = redis.call('GET', reply)
if before then return cmsgpack.unpack(before) end
even_when_full() -- what is over must not wait for room to be removed

local checked = redis.call('ZRANGEBYSCORE', KEYS[1], '-inf', now, 'LIMIT', 0, limit)
local ended = redis.call('ZRANGEBYSCORE', KEYS[2], '-inf', now, 'LIMIT', 0, limit)
local unattended = {}
for _, member in ipairs(checked) do
  local tenant, debate = string.match(member, '^([^|]*)|?(.*)$')
  -- What cannot be read needs care as well: whoever gives it says what is wrong.
  local state = redis.pcall('HMGET', string.format(ARGV[3], tenant, debate), 'job', 'deadline')
  local job, deadline = state[1], tonumber(state[2] or 0) or 0
  if job == '' or not (job or state.err) then
    redis.call('ZREM', KEYS[1], member)
  else
    local next_look = deadline > now and math.min(deadline, later) or later
    redis.call('ZADD', KEYS[1], 'XX', next_look, member)
    if deadline <= now or not known(job) then unattended[#unattended + 1] = member end
  end
end
for _, member in ipairs(ended) do redis.call('ZADD', KEYS[2], 'XX', later, member) end
local seen, lost = redis.call('ZRANGEBYSCORE', DELIVERIES, '-inf', now, 'LIMIT', 0, limit), {}
for _, delivery in ipairs(seen) do
  local record = redis.call('HMGET', record_of(delivery), 'status', 'job')
  if record[1] ~= PENDING then
    forget(delivery)
  else
    look_again(delivery, ARGV[7])
    if not is_known(record[2]) then lost[#lost + 1] = delivery end
  end
end
-- Where a release that does not know WAITING has worked beside this one.
for _, name in ipairs({'', FAST, SLOW}) do within(name, forget_who_waits_no_more) end
local more = (#checked == limit or #ended == limit or #seen == limit) and 1 or 0
local answer = {more, unattended, ended, lost}
if #checked + #ended + #seen > 0 then
  redis.call('SET', reply, cmsgpack.pack(answer), 'PX', later - now)
end
return answer

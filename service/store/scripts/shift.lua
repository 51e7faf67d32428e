-- Take members out of a schedule and keep them apart, or the other way round.
-- KEYS from to
-- ARGV p how member*
-- how is 'park' where deliveries leave their schedule: their jobs are dropped, and one of which an
-- attempt is under way stays. It is 'take_up' where they come into one: what is pending is looked at
-- at once, so that it is queued. It is '' for debates.
-- Returns those that stay.
even_when_full()
local how, stay = ARGV[2], {}
for i = 3, #ARGV do
  local member = ARGV[i]
  local score = redis.call('ZSCORE', KEYS[1], member)
  if score then
    local record = how ~= '' and redis.call('HMGET', record_of(member), 'status', 'job') or {}
    local job = record[1] == PENDING and record[2]
    local busy = how == 'park' and job
      and (within(FAST, is_owned, job) or within(SLOW, is_owned, job))
    if busy then
      stay[#stay + 1] = member
    else
      if how == 'park' and job then drop_anywhere(job) end
      if how == 'take_up' and job then score = math.min(score, server_ms()) end
      redis.call('ZADD', KEYS[2], score, member)
      redis.call('ZREM', KEYS[1], member)
    end
  end
end
return stay

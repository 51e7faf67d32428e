-- Take room for requests out of a bucket that fills up evenly.
-- KEYS bucket
-- ARGV p op wanted quota window_ms
-- A bucket that is not there is full. Only the last op is known again: sent again after another
-- one, it takes once more, and the window makes up for it.
-- Returns {taken, thousandths left}.
local op, wanted, quota, window_ms =
  ARGV[2], tonumber(ARGV[3]), tonumber(ARGV[4]), tonumber(ARGV[5])
local now, blob = server_ms(), redis.call('GET', KEYS[1])
local level, at, last, taken = quota, now, nil, 0
if blob then level, at, last, taken = unpack(cmsgpack.unpack(blob)) end
if last ~= op then
  level = math.min(quota, level + math.max(0, now - at) * quota / window_ms)
  -- Sums of fractions fall short of a whole one by less than this.
  taken = math.min(wanted, math.floor(level + 1e-6))
  level = math.max(0, level - taken)
  redis.call('SET', KEYS[1], cmsgpack.pack({level, math.max(at, now), op, taken}), 'PX', window_ms)
end
return {taken, math.floor(level * 1000)}

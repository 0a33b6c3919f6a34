namespace AuditOps.Streams.Runtime;

/// <summary>One schedule of one processor of a task.</summary>
internal sealed class Punctuation(PunctuationKind kind, TimeSpan interval, Action<DateTimeOffset> call)
{
    private long _nextMs = long.MinValue;
    private long _committedMs = long.MinValue;

    public PunctuationKind Kind => kind;

    /// <summary>Calls when due. The first look only starts the clock. Missed intervals collapse into one call, and the calls keep their grid.</summary>
    public bool Advance(long nowMs)
    {
        var step = (long)interval.TotalMilliseconds;
        if (_nextMs == long.MinValue)
        {
            _nextMs = nowMs + step;
            return false;
        }

        if (nowMs < _nextMs)
            return false;
        _nextMs += ((nowMs - _nextMs) / step * step) + step;
        call(DateTimeOffset.FromUnixTimeMilliseconds(nowMs));
        return true;
    }

    public void Committed() => _committedMs = _nextMs;

    public void Rollback() => _nextMs = _committedMs;
}

namespace AuditOps.Streams.Runtime;

/// <summary>One schedule of one processor of a task. One that throws time and again is switched off as long as the task lives, and a dead letter tells of it.</summary>
internal sealed class Punctuation(string step, string name, PunctuationKind kind, TimeSpan interval, Action<DateTimeOffset> call)
{
    private long _nextMs = long.MinValue;
    private long _committedMs = long.MinValue;
    private bool _isToldCommitted;

    public PunctuationKind Kind => kind;

    public string Step => step;

    /// <summary>Unique in the topology, as step names are.</summary>
    public string FullName { get; } = $"{step}/{name}";

    /// <summary>Calls in a row that threw; an abort does not take them back.</summary>
    public int Failures { get; set; }

    /// <summary>What was thrown when it was switched off; null while it is on.</summary>
    public string? SwitchedOffFor { get; set; }

    /// <summary>The dead letter is in this transaction or an earlier one.</summary>
    public bool IsTold { get; set; }

    /// <summary>Calls when due. The first look only starts the clock. Missed intervals collapse into one call, and the calls keep their grid.</summary>
    public bool Advance(long nowMs)
    {
        var stepMs = (long)interval.TotalMilliseconds;
        if (_nextMs == long.MinValue)
        {
            _nextMs = nowMs + stepMs;
            return false;
        }

        if (nowMs < _nextMs)
            return false;
        _nextMs += ((nowMs - _nextMs) / stepMs * stepMs) + stepMs;
        call(DateTimeOffset.FromUnixTimeMilliseconds(nowMs));
        Failures = 0;
        return true;
    }

    public void Committed()
    {
        _committedMs = _nextMs;
        _isToldCommitted = IsTold;
    }

    public void Rollback()
    {
        _nextMs = _committedMs;
        IsTold = _isToldCommitted;
    }
}

namespace AuditOps.Processors.Sinks;

/// <summary>Whether inserts get through. Written by the storing task, read by anyone.</summary>
internal sealed class SinkHealth(TimeProvider time)
{
    private volatile Trouble? _trouble;

    public string? LastError => _trouble?.Error;

    /// <summary>What is wrong now; null while all is well.</summary>
    public string? ErrorInForce => _trouble is { IsOver: false } trouble ? trouble.Error : null;

    public DateTimeOffset? LastErrorAt => _trouble?.At;

    /// <summary>Since when nothing has got through; null while all is well.</summary>
    public DateTimeOffset? DegradedSince => _trouble is { IsOver: false } trouble ? trouble.Since : null;

    public void Failed(string error)
    {
        var now = time.GetUtcNow();
        var since = _trouble is { IsOver: false } trouble ? trouble.Since : now;
        _trouble = new Trouble(error, now, since, IsOver: false);
    }

    public void Succeeded()
    {
        if (_trouble is { IsOver: false } trouble)
            _trouble = trouble with { IsOver = true };
    }

    private sealed record Trouble(string Error, DateTimeOffset At, DateTimeOffset Since, bool IsOver);
}

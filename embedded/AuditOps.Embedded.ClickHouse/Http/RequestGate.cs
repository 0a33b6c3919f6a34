namespace AuditOps.Embedded.ClickHouse.Http;

/// <summary>Counts requests in flight and, once closed, lets no more in.</summary>
internal sealed class RequestGate
{
    private readonly Lock gate = new();
    private readonly TaskCompletionSource empty = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private bool closed;

    public int InFlight { get; private set; }

    public bool TryEnter()
    {
        lock (gate)
        {
            if (closed) return false;
            InFlight++;
            return true;
        }
    }

    public void Leave()
    {
        lock (gate)
        {
            InFlight--;
            if (closed && InFlight == 0) empty.TrySetResult();
        }
    }

    /// <summary>Closes the gate; the task ends when the last request has left.</summary>
    public Task CloseAsync()
    {
        lock (gate)
        {
            closed = true;
            if (InFlight == 0) empty.TrySetResult();
            return empty.Task;
        }
    }
}

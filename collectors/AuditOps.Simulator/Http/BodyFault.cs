namespace AuditOps.Simulator.Http;

/// <summary>What goes wrong while a body is sent.</summary>
/// <param name="CutAt">Share of the body after which the connection is cut; null = sent whole.</param>
/// <param name="Slow">How long the body takes; zero = at once.</param>
internal sealed record BodyFault(double? CutAt, TimeSpan Slow)
{
    /// <summary>Where a request's planned fault is kept.</summary>
    public static readonly object Key = new();

    private const int Chunks = 5;

    /// <summary>What is sent of a body that is cut counts as all of it.</summary>
    public bool IsComplete { get; init; }

    public async Task SendAsync(HttpContext context, ReadOnlyMemory<byte> body)
    {
        var end = CutAt is { } share ? (int)(body.Length * share) : body.Length;
        if (IsComplete) context.Response.ContentLength = end;
        for (var i = 0; i < Chunks; i++)
        {
            // Before the chunk: a wait after the last one is not seen by a client that has the whole body.
            if (Slow > TimeSpan.Zero) await Task.Delay(Slow / Chunks, context.RequestAborted);
            var from = (int)((long)end * i / Chunks);
            var to = (int)((long)end * (i + 1) / Chunks);
            await context.Response.Body.WriteAsync(body[from..to], context.RequestAborted);
            await context.Response.Body.FlushAsync(context.RequestAborted);
        }

        if (CutAt is not null && !IsComplete) context.Abort();
    }
}

using System.Globalization;

namespace AuditOps.Simulator.Http;

/// <summary>Gives every answer the service's request id, repeats the caller's own, and keeps a failure inside the simulator from looking like a fault of the service.</summary>
internal sealed class RequestMarks(ILogger logger)
{
    private long _number;

    public async Task InvokeAsync(HttpContext context, RequestDelegate next)
    {
        var number = Interlocked.Increment(ref _number);
        context.Response.Headers["request-id"] = string.Create(CultureInfo.InvariantCulture, $"00000000-0000-4000-8000-{number:x12}");
        var client = context.Request.Headers["client-request-id"].ToString();
        if (client.Length is > 0 and <= 100) context.Response.Headers["client-request-id"] = client;
        try
        {
            await next(context);
        }
        catch (Exception failed) when (failed is not OperationCanceledException && !context.RequestAborted.IsCancellationRequested)
        {
            // The edge of a request: a mistake of ours is logged and cannot be taken for a planned fault.
            Log.CallFailed(logger, context.Request.Path, failed);
            if (!context.Response.HasStarted) context.Response.StatusCode = StatusCodes.Status501NotImplemented;
        }
    }
}

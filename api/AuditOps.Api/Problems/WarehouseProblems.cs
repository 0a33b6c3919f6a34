using AuditOps.Warehouse;
using Microsoft.AspNetCore.Diagnostics;

namespace AuditOps.Api.Problems;

/// <summary>What escapes an endpoint, as a problem: the caller learns what to do, the log learns why.</summary>
internal sealed class WarehouseProblems(ILogger<WarehouseProblems> logger) : IExceptionHandler
{
    public async ValueTask<bool> TryHandleAsync(HttpContext httpContext, Exception exception, CancellationToken cancellationToken)
    {
        var problem = exception switch
        {
            WarehouseException { Kind: WarehouseErrorKind.Timeout } => Problem.Of(
                504, "warehouse_timeout", "The query took too long", "Narrow it: a tenant, a shorter time range, fewer words."),
            WarehouseException { Kind: WarehouseErrorKind.Unreachable or WarehouseErrorKind.Overloaded or WarehouseErrorKind.SchemaMismatch } => Problem.Of(
                503, "warehouse_unavailable", "ClickHouse cannot answer now", "Try again shortly; GET /ready tells when it is back."),
            BadHttpRequestException bad => Problem.Of(bad.StatusCode, "bad_request", "The request cannot be read", null),
            _ => Problem.Of(500, "internal_error", "Something went wrong", "The log has the reason under the correlation id."),
        };
        if (exception is WarehouseException { Kind: WarehouseErrorKind.Unreachable or WarehouseErrorKind.Overloaded or WarehouseErrorKind.SchemaMismatch })
            httpContext.Response.Headers.RetryAfter = "2";
        if (exception is WarehouseException warehouse) Log.WarehouseFailed(logger, Http.CorrelationId.Of(httpContext), warehouse.Kind, warehouse.Code, warehouse.Message);
        else if (exception is not BadHttpRequestException) Log.Failed(logger, exception, Http.CorrelationId.Of(httpContext));
        await problem.ExecuteAsync(httpContext);
        return true;
    }
}

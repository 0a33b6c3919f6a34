using Microsoft.AspNetCore.Diagnostics;

namespace AuditOps.Api.Problems;

/// <summary>Gives a body to error statuses that the framework answers without one (no route, wrong method, wrong type).</summary>
internal static class StatusProblems
{
    public static Task WriteAsync(StatusCodeContext context)
    {
        var http = context.HttpContext;
        var problem = http.Response.StatusCode switch
        {
            404 => Problem.NotFound("There is nothing at this address; /openapi/v1.json lists what there is."),
            405 => Problem.Of(405, "method_not_allowed", "The method is not allowed here", $"Allowed: {http.Response.Headers.Allow}."),
            413 => Problem.Of(413, "too_large", "The request is too large", null),
            415 => Problem.Of(415, "unsupported_type", "The content type is not supported", null),
            var status => Problem.Of(status, status < 500 ? "bad_request" : "internal_error", "The request failed", null),
        };
        return problem.ExecuteAsync(http);
    }
}

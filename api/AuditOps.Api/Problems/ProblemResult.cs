using AuditOps.Api.Http;
using Microsoft.AspNetCore.Mvc;

namespace AuditOps.Api.Problems;

/// <summary>Writes a problem; the correlation id is put in here, so that no error goes out without it.</summary>
internal sealed class ProblemResult(ProblemDetails problem) : IResult
{
    public Task ExecuteAsync(HttpContext httpContext)
    {
        problem.Extensions["correlation_id"] = CorrelationId.Of(httpContext);
        httpContext.Response.StatusCode = problem.Status ?? 500;
        return httpContext.Response.WriteAsJsonAsync(problem, problem.GetType(), ApiJson.Options, "application/problem+json", httpContext.RequestAborted);
    }
}

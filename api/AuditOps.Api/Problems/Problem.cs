using AuditOps.Api.Http;
using Microsoft.AspNetCore.Mvc;

namespace AuditOps.Api.Problems;

/// <summary>Every error answer: RFC 9457 problem details with a stable <c>code</c> and the correlation id (<see href="https://www.rfc-editor.org/rfc/rfc9457"/>).</summary>
internal static class Problem
{
    public static IResult Unauthorized(string detail) => Of(401, "unauthorized", "No valid API key", detail);

    public static IResult TenantForbidden() => Of(403, "tenant_forbidden", "The API key may not see this tenant", "Ask for a tenant of the key, or for none to get all of them.");

    public static IResult NotFound(string detail) => Of(404, "not_found", "Not found", detail);

    public static IResult Invalid(IDictionary<string, string[]> errors) => new ProblemResult(
        With(new HttpValidationProblemDetails(errors) { Detail = "Parameters that are wrong stand in errors, each with every reason." }, 400, "invalid_request", "The request is not valid"));

    public static IResult Of(int status, string code, string title, string? detail, params (string Name, object Value)[] more)
    {
        var problem = With(new ProblemDetails { Detail = detail }, status, code, title);
        foreach (var (name, value) in more) problem.Extensions[name] = value;
        return new ProblemResult(problem);
    }

    private static T With<T>(T problem, int status, string code, string title)
        where T : ProblemDetails
    {
        problem.Type = "urn:auditops:problem:" + code.Replace('_', '-');
        problem.Title = title;
        problem.Status = status;
        problem.Extensions["code"] = code;
        return problem;
    }
}

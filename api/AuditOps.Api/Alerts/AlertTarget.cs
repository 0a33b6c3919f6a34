using AuditOps.Api.Auth;
using AuditOps.Api.Http;
using AuditOps.Api.Problems;

namespace AuditOps.Api.Alerts;

/// <summary>What all addresses of one alert have in common.</summary>
internal static class AlertTarget
{
    /// <summary>Characters of an alert id: 16 bytes in hex.</summary>
    private const int IdLength = 32;

    public static void Check(HttpContext http, string id, string? tenant, RequestErrors errors)
    {
        StrictQuery.Check(http.Request.Query, ["tenant"], errors);
        if (id.Length != IdLength || !id.All(c => char.IsAsciiHexDigitLower(c))) errors.Add("id", $"Must be an alert id: {IdLength} lower-case hex digits.");
        TenantParameter.Check(tenant, errors);
    }

    /// <summary>403 for a tenant that is not the caller's; null when it may go on.</summary>
    public static IResult? Forbidden(Caller caller, string? tenant) => tenant is not null && !caller.MaySee(tenant) ? Problem.TenantForbidden() : null;

    public static IResult NotFound() => Problem.NotFound("No alert with this id is visible to this API key.");
}

using AuditOps.Api.Auth;
using AuditOps.Api.Problems;
using AuditOps.Schemas.Topics;

namespace AuditOps.Api.Http;

/// <summary>The query parameter <c>tenant</c>, which every address judges alike.</summary>
internal static class TenantParameter
{
    /// <summary>Stands for parts of the installation.</summary>
    public const string Installation = "_";

    /// <summary>Says what is wrong with it, if anything; absent is good.</summary>
    public static void Check(string? tenant, RequestErrors errors, bool withInstallation = false)
    {
        if (tenant is not null && !(withInstallation && tenant == Installation) && !TenantKey.TryParse(tenant, out _)) errors.Add("tenant", "Must be a tenant key: [a-z0-9-]{1,63}.");
    }

    /// <summary>What is wrong with the request, else 403 for a tenant that is not the caller's; null when it may go on.</summary>
    public static IResult? Refusal(Caller caller, string? tenant, RequestErrors errors) =>
        errors.Any ? errors.ToProblem() : tenant is not null && !caller.MaySee(tenant) ? Problem.TenantForbidden() : null;
}

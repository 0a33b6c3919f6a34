using System.Text.RegularExpressions;

namespace AuditOps.Collectors.Authentication;

/// <summary>What the identity platform's error codes mean for whoever set the application up.</summary>
internal static partial class EntraErrors
{
    /// <summary>The library's own exception says only that it failed; the platform's words are in the one inside it.</summary>
    public static string? CodeIn(Exception exception) => CodeIn(exception.Message) ?? (exception.InnerException is { } inner ? CodeIn(inner) : null);

    public static string? CodeIn(string? text) => text is not null && Code().Match(text) is { Success: true } match ? match.Value : null;

    /// <summary>The library throws the same exception when the platform does not answer, or answers with an error of its own: without a code, and with the codes of the platform's own troubles, it may pass.</summary>
    public static CollectorsErrorCode Means(string? code) =>
        code is null or "AADSTS90033" or "AADSTS90006" or "AADSTS90012" or "AADSTS90024" or "AADSTS90025" or "AADSTS50196" ? CollectorsErrorCode.ServiceUnavailable : CollectorsErrorCode.CredentialsRefused;

    public static string Explain(string? code) => code switch
    {
        "AADSTS7000215" => "the client secret is wrong (AADSTS7000215): use the secret's value, not its id.",
        "AADSTS7000222" => "the client secret has expired (AADSTS7000222): make a new one.",
        "AADSTS700016" => "the application is not known in the tenant (AADSTS700016): check ClientId, and that an administrator has consented.",
        "AADSTS90002" => "the tenant is not known (AADSTS90002): check TenantId and Cloud.",
        "AADSTS700027" => "the certificate is not the application's, or has expired (AADSTS700027).",
        null => "the identity platform gave no token and no reason: it cannot be reached, or is in trouble.",
        _ => $"the identity platform gave no token ({code}).",
    };

    [GeneratedRegex("AADSTS[0-9]{4,9}", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1_000)]
    private static partial Regex Code();
}

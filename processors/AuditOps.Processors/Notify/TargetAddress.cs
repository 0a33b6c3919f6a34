using System.Net;

namespace AuditOps.Processors.Notify;

/// <summary>What can be said of a target's address without connecting to it.</summary>
internal static class TargetAddress
{
    private const int MaxUrl = 4_096;

    private static readonly string[] OwnHeaders =
        ["host", "content-length", "content-type", "content-encoding", "transfer-encoding", "connection", "upgrade", "te", "trailer", "expect", "cookie", "webhook-id", "webhook-timestamp", "webhook-signature"];

    /// <summary>Faults of the text; none quotes it, for it may hold a secret.</summary>
    public static IEnumerable<string> FaultsOf(string? text, AddressAllowance allow)
    {
        if (string.IsNullOrWhiteSpace(text) || text.Length > MaxUrl || !Uri.TryCreate(text, UriKind.Absolute, out var url))
        {
            yield return "url must be an absolute address";
            yield break;
        }

        if (url.Scheme != Uri.UriSchemeHttps && (url.Scheme != Uri.UriSchemeHttp || !allow.Http))
            yield return allow.Http ? "url must be an https or http address" : "url must be an https address (http only where allow.http says so)";
        if (url.UserInfo.Length > 0)
            yield return "url must not hold a user name or password; use headers";
        if (url.Fragment.Length > 0)
            yield return "url must not hold a fragment";
        // What has no form in ASCII (digits in circles, for example) is no name; resolvers differ in what they make of it.
        if (url.IdnHost.Length == 0 || url.IdnHost.Any(static c => !char.IsAscii(c)))
            yield return "url must name a host";
        else if (IPAddress.TryParse(url.IdnHost.Trim('[', ']'), out var address) && new AddressGuard(allow).FaultOf(url.IdnHost, address) is { } fault)
            yield return fault;
    }

    public static bool IsHeaderAllowed(string name) =>
        name.Length is > 0 and <= 128 && name.All(static c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_')
        && !OwnHeaders.Contains(name.ToLowerInvariant(), StringComparer.Ordinal) && !name.StartsWith("ce-", StringComparison.OrdinalIgnoreCase);
}

namespace AuditOps.Collectors.Fetching;

/// <summary>Links of a service: taken verbatim, and only when they stay with the service.</summary>
internal static class ServiceLink
{
    private const int MaxLength = 32 << 10;

    // What looks like an escape or a dot segment is the service's business: a link means what its bytes say.
    private static readonly UriCreationOptions Verbatim = new() { DangerousDisablePathAndQueryCanonicalization = true };

    /// <exception cref="CollectorsException">The link leads elsewhere, or is none.</exception>
    public static Uri Check(string link, Uri root, string service)
    {
        return Parse(link, root) ?? throw new CollectorsException(CollectorsErrorCode.ForeignLink, $"{service} gives a link that leads away from {root.Authority}; it is not followed.");
    }

    /// <summary>For links that were kept: the service may have another address by now.</summary>
    public static bool IsOwn(string link, Uri root) => Parse(link, root) is not null;

    private static Uri? Parse(string link, Uri root) =>
        link.Length <= MaxLength && Uri.TryCreate(link, Verbatim, out var address) && address.IsAbsoluteUri && address.UserInfo.Length == 0
            && address.Scheme == root.Scheme && address.Port == root.Port && string.Equals(address.IdnHost, root.IdnHost, StringComparison.OrdinalIgnoreCase) ? address : null;
}

namespace AuditOps.Engines.Normalize;

/// <summary>The sources' type words for targets in the event's vocabulary.</summary>
internal static class TargetTypes
{
    public const string Other = "other";
    private const int LongestWord = 40;

    public static string Of(ReadOnlySpan<char> word)
    {
        if (word.Length is 0 or > LongestWord)
            return Other;
        Span<char> lower = stackalloc char[LongestWord];
        lower = lower[..word.ToLowerInvariant(lower)];
        return lower switch
        {
            "user" or "member" or "guest" or "partner" => "user",
            "group" or "securitygroup" or "sharepointgroup" or "unifiedgroup" => "group",
            "application" or "app" => "application",
            "serviceprincipal" => "serviceprincipal",
            "device" or "manageddevice" => "device",
            "role" or "directoryrole" or "roledefinition" => "role",
            "policy" or "conditionalaccesspolicy" => "policy",
            "file" or "document" or "folder" => "file",
            "site" or "web" or "page" or "list" or "listitem" => "site",
            "mailbox" => "mailbox",
            "team" or "channel" => "team",
            "message" or "mail" or "mailmessage" or "mailcluster" => "message",
            _ => Other,
        };
    }
}

using AuditOps.Schemas.Contracts;

namespace AuditOps.Engines.Normalize;

/// <summary>Builds the actor and its key: lower-cased UPN, else object id, else app id, else the record's id. Never looked up, so the same bytes give the same key.</summary>
internal static class ActorKeys
{
    private const int GuidLength = 36;

    public static Actor Build(EventDraft draft, string recordId)
    {
        var upn = draft.Cut(draft.ActorUpn, NormalizeLimits.Name);
        var id = draft.Cut(draft.ActorId, NormalizeLimits.Name);
        var key = upn?.ToLowerInvariant() ?? LowerGuid(id) ?? LowerGuid(draft.ActorAppId) ?? recordId;
        return new Actor { Key = key, Id = id, Upn = upn, Display = draft.Cut(draft.ActorDisplay, NormalizeLimits.Name), Kind = draft.ActorKind };
    }

    /// <summary>A name with one '@' between text, no blanks and no path signs. "app@sharepoint" has no domain with a dot and is an application.</summary>
    public static bool IsUpn(ReadOnlySpan<char> text)
    {
        var at = text.IndexOf('@');
        return at > 0 && at == text.LastIndexOf('@') && text[(at + 1)..].Contains('.') && !text.ContainsAny(" \t\\/|") && text[^1] != '.';
    }

    /// <summary>GUIDs come in both cases and mean the same; other ids (SIDs, PUIDs, names) are left as they are.</summary>
    private static string? LowerGuid(string? id) => id is { Length: GuidLength } && Guid.TryParse(id, out _) ? id.ToLowerInvariant() : id;
}

using AuditOps.Engines.Normalize.Json;
using AuditOps.Schemas.Contracts;

namespace AuditOps.Engines.Normalize.Management;

/// <summary>
/// UserId is a UPN most of the time; else an account of Windows or Exchange, SHAREPOINT\system, ServicePrincipal_GUID, a bare GUID, a SID, a word of the service,
/// or urn:spo:guest#mail of someone outside.
/// </summary>
internal static class ManagementActor
{
    private const string Guest = "urn:spo:guest#";
    private const string ServicePrincipal = "ServicePrincipal_";
    private const string UserPrefix = "User_";

    public static void Map(Fields record, EventDraft draft)
    {
        draft.ActorKind = KindOf(record.Text("userType"u8));
        var userId = Real(record.Text("userId"u8, "userId_"u8));
        var userKey = Real(record.Text("userKey"u8));
        if (userId is null)
        {
            draft.ActorId = userKey;
            return;
        }

        if (userId.StartsWith(Guest, StringComparison.OrdinalIgnoreCase) && userId.Length > Guest.Length)
        {
            draft.ActorUpn = userId[Guest.Length..];
            draft.ActorKind = ActorKind.Guest;
        }
        else if (ActorKeys.IsUpn(userId))
        {
            draft.ActorUpn = userId;
            draft.ActorId = ObjectId(userKey);
            if (draft.ActorKind is ActorKind.Unknown)
                draft.ActorKind = ActorKind.User;
            if (userId.Contains("#EXT#", StringComparison.OrdinalIgnoreCase))
                draft.ActorKind = ActorKind.Guest;
        }
        else if (userId.StartsWith(ServicePrincipal, StringComparison.OrdinalIgnoreCase))
        {
            draft.ActorId = userId[ServicePrincipal.Length..];
            draft.ActorKind = ActorKind.ServicePrincipal;
        }
        else
        {
            draft.ActorId = userId;
            draft.ActorKind = WithoutMailName(userId, draft.ActorKind);
        }
    }

    /// <summary>The GUID in "User_GUID", "ServicePrincipal_GUID" or a bare GUID; null for anything else.</summary>
    public static string? ObjectId(string? text)
    {
        if (text is null)
            return null;
        var span = text.AsSpan();
        if (span.StartsWith(ServicePrincipal, StringComparison.OrdinalIgnoreCase))
            span = span[ServicePrincipal.Length..];
        else if (span.StartsWith(UserPrefix, StringComparison.OrdinalIgnoreCase))
            span = span[UserPrefix.Length..];
        return span.Length == 36 && Guid.TryParse(span, out _) ? span.ToString() : null;
    }

    /// <summary>Words that stand for "nobody".</summary>
    public static string? Real(string? text) => text is "Not Available" or "NOT-FOUND" or "Unknown" or "N/A" or "<null>" ? null : text;

    private static ActorKind WithoutMailName(string userId, ActorKind kind)
    {
        if (userId.StartsWith("NT AUTHORITY\\", StringComparison.OrdinalIgnoreCase) || userId.StartsWith("SHAREPOINT\\", StringComparison.OrdinalIgnoreCase)
            || userId is "S-1-5-18" or "S-1-5-20" or "SecurityComplianceAlerts" or "ThreatIntel" or "SecurityComplianceInsights")
            return ActorKind.System;
        return userId is "app@sharepoint" or "Certificate" ? ActorKind.Application : kind;
    }

    /// <summary>UserType by number or, in table exports, by name. DCAdmin is an operator or service of Microsoft's own.</summary>
    private static ActorKind KindOf(string? type) => type switch
    {
        "0" or "Regular" => ActorKind.User,
        "2" or "Admin" => ActorKind.Admin,
        "1" or "Reserved" or "3" or "DcAdmin" or "DCAdmin" or "4" or "System" => ActorKind.System,
        "5" or "Application" => ActorKind.Application,
        "6" or "ServicePrincipal" => ActorKind.ServicePrincipal,
        "7" or "CustomPolicy" or "8" or "SystemPolicy" => ActorKind.Policy,
        "9" or "PartnerTechnician" => ActorKind.Partner,
        "10" or "Guest" => ActorKind.Guest,
        _ => ActorKind.Unknown,
    };
}

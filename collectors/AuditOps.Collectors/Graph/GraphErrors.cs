using AuditOps.Collectors.Configuration;
using AuditOps.Collectors.Fetching;

namespace AuditOps.Collectors.Graph;

/// <summary>What an answer of Graph that is neither success nor passing means.</summary>
internal static class GraphErrors
{
    public static CollectorsException Of(ServiceReply reply, FeedSpec feed, string service) => reply switch
    {
        { ErrorCode: "Authentication_RequestFromNonPremiumTenantOrB2CTenant" } =>
            Make(CollectorsErrorCode.PermissionMissing, $"{feed.Name} needs Microsoft Entra ID P1 or P2 in the tenant.", reply),
        { Status: 403 } => Make(CollectorsErrorCode.PermissionMissing, $"{feed.Name} lacks a permission or a licence: {feed.Permission}.", reply, feed.Permission),
        { Status: 404 } => Make(CollectorsErrorCode.NotFound, $"{service} does not know {feed.Path}.", reply),
        _ => Make(CollectorsErrorCode.RequestRefused, $"{service} refuses the request for {feed.Name} ({reply.Status}{(reply.ErrorCode is null ? "" : ", " + Short(reply.ErrorCode))}).", reply),
    };

    private static string Short(string code) => code.Length <= 60 && code.All(character => char.IsAsciiLetterOrDigit(character) || character is '_' or '.' or '-') ? code : "unknown code";

    private static CollectorsException Make(CollectorsErrorCode code, string message, ServiceReply reply, string? permission = null) => new(code, message) { ServiceCode = reply.ErrorCode, Permission = permission };
}

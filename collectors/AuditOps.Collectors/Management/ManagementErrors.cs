using AuditOps.Collectors.Configuration;
using AuditOps.Collectors.Fetching;

namespace AuditOps.Collectors.Management;

/// <summary>The error codes of the Management Activity API (its reference, "Errors") and what follows from them.</summary>
internal static class ManagementErrors
{
    public const string AlreadyEnabled = "AF20024";
    public const string NoSubscription = "AF20022";
    public const string DisabledByAdmin = "AF20023";
    public const string Expired = "AF20051";
    public const string NoSuchContent = "AF20050";

    public static bool IsStaleWindow(ServiceReply reply) => reply.ErrorCode is "AF20030" or "AF20055" or "AF20031";

    public static CollectorsException Of(ServiceReply reply, FeedSpec feed) => reply.ErrorCode switch
    {
        "AF10001" => Make(CollectorsErrorCode.PermissionMissing, $"{feed.Name} lacks a permission: {feed.Permission}.", reply),
        "AF20010" or "AF20011" or "AF20012" => Make(CollectorsErrorCode.CredentialsRefused, $"the Management Activity API does not know the tenant, or the token is another tenant's ({reply.ErrorCode}): check TenantId and Cloud, and that auditing is switched on.", reply),
        DisabledByAdmin => Make(CollectorsErrorCode.PermissionMissing, $"the subscription to {feed.Path} was switched off by an administrator.", reply),
        NoSubscription => Make(CollectorsErrorCode.NotFound, $"there is no subscription to {feed.Path}.", reply),
        Expired or NoSuchContent or "AF20052" => Make(CollectorsErrorCode.NotFound, $"the content is not there ({reply.ErrorCode}).", reply),
        _ when reply.Status == 403 => Make(CollectorsErrorCode.PermissionMissing, $"{feed.Name} lacks a permission: {feed.Permission}.", reply),
        _ when reply.Status == 404 => Make(CollectorsErrorCode.NotFound, "the Management Activity API has no such content.", reply),
        _ => Make(CollectorsErrorCode.RequestRefused, $"the Management Activity API refuses the request for {feed.Name} ({reply.Status}).", reply),
    };

    private static CollectorsException Make(CollectorsErrorCode code, string message, ServiceReply reply) => new(code, message) { ServiceCode = reply.ErrorCode };
}

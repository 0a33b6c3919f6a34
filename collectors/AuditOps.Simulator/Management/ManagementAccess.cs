using AuditOps.Simulator.Feeds;
using AuditOps.Simulator.Http;
using AuditOps.Simulator.Tokens;

namespace AuditOps.Simulator.Management;

/// <summary>What every call of the Management Activity API has to pass first.</summary>
internal sealed class ManagementAccess(World world, TokenStore tokens)
{
    public const string Root = "/api/v1.0/{tenantId}/activity/feed/";

    /// <returns>The tenant; null when the call has been answered with an error.</returns>
    public async Task<Tenant?> EnterAsync(HttpContext context, string tenantId)
    {
        if (!Guid.TryParse(tenantId, out var id))
        {
            await Respond.ManagementErrorAsync(context, StatusCodes.Status400BadRequest, "AF20013", $"The tenant ID passed in the URL ({tenantId}) is not a valid GUID.");
            return null;
        }

        if (Caller.Of(context, tokens) is not { ForManagement: true } caller)
        {
            await Respond.ObjectAsync(context, new { Message = "Authorization has been denied for this request." }, StatusCodes.Status401Unauthorized);
            return null;
        }

        if (world.Find(tenantId) is not { } tenant)
        {
            await Respond.ManagementErrorAsync(context, StatusCodes.Status400BadRequest, "AF20011", $"Specified tenant ID ({tenantId}) does not exist in the system or has been deleted.");
            return null;
        }

        if (caller.Tenant.Org.TenantId != id)
        {
            await Respond.ManagementErrorAsync(context, StatusCodes.Status403Forbidden, "AF20010", $"The tenant ID passed in the URL ({tenantId}) does not match the tenant ID passed in the access token ({caller.Tenant.Org.TenantId}).");
            return null;
        }

        if (!tenant.Withheld.Contains(Permissions.Feed)) return tenant;
        await Respond.ManagementErrorAsync(context, StatusCodes.Status403Forbidden, "AF10001", "The permission set () sent in the request does not include the expected permission ActivityFeed.Read.");
        return null;
    }

    /// <returns>The content type asked for; null when the call has been answered with an error.</returns>
    public async Task<Feed?> FeedAsync(HttpContext context, Tenant tenant)
    {
        var text = context.Request.Query["contentType"].ToString();
        if (text.Length == 0)
        {
            await Respond.ManagementErrorAsync(context, StatusCodes.Status400BadRequest, "AF20001", "Missing parameter: contentType.");
            return null;
        }

        if (FeedNames.OfContentType(text) is { } feed) return await MayReadAsync(context, tenant, feed) ? feed : null;
        await Respond.ManagementErrorAsync(context, StatusCodes.Status400BadRequest, "AF20020", $"The specified content type ({text}) is not valid.");
        return null;
    }

    /// <summary>Details of data loss need a permission of their own.</summary>
    public async Task<bool> MayReadAsync(HttpContext context, Tenant tenant, Feed feed)
    {
        if (feed != Feed.Dlp || !tenant.Withheld.Contains(Permissions.Dlp)) return true;
        await Respond.ManagementErrorAsync(context, StatusCodes.Status403Forbidden, "AF10001", "The permission set (ActivityFeed.Read) sent in the request does not include the expected permission ActivityFeed.ReadDlp.");
        return false;
    }
}

using AuditOps.Collectors.Authentication;
using AuditOps.Collectors.Fetching;
using AuditOps.Collectors.Graph;
using AuditOps.Collectors.Management;
using AuditOps.Collectors.Posture;
using AuditOps.Collectors.Scheduling;

namespace AuditOps.Collectors.Configuration;

/// <summary>Tries the credentials and permissions of every tenant: one small request for each thing that would be collected. Changes nothing.</summary>
public static class ConfigurationCheck
{
    /// <returns>One row for each feed; for posture one for each kind of object.</returns>
    public static async Task<IReadOnlyList<CheckRow>> RunAsync(CollectConfiguration configuration, TimeProvider time, CancellationToken cancel)
    {
        // Somebody is waiting: one repeat is enough.
        using var services = new ServiceTable(configuration with { Limits = configuration.Limits with { Retries = 1, Timeout = TimeSpan.FromSeconds(20) } }, time);
        var rows = await Task.WhenAll(configuration.Tenants.Select(tenant => TenantAsync(tenant, services.Of(tenant), cancel)));
        return [.. rows.SelectMany(tenant => tenant)];
    }

    private static async Task<List<CheckRow>> TenantAsync(TenantOptions tenant, TenantServices services, CancellationToken cancel)
    {
        var rows = new List<CheckRow>();
        foreach (var feed in tenant.Feeds)
        {
            if (feed.Kind != FeedKind.Posture) rows.Add(await FeedAsync(tenant, feed, services, cancel));
            else
            {
                foreach (var kind in PostureKinds.All)
                {
                    var part = feed with { Name = $"{feed.Name} {kind.Name}", Path = kind.Path, Permission = "Microsoft Graph: " + kind.Permission };
                    rows.Add(await TryAsync(tenant, part, services.Directory, $"{services.Directory.Root}v1.0/{kind.Path}", cancel));
                }
            }
        }

        return rows;
    }

    private static async Task<CheckRow> FeedAsync(TenantOptions tenant, FeedSpec feed, TenantServices services, CancellationToken cancel)
    {
        if (feed.Kind == FeedKind.Graph)
        {
            var filter = feed.Filter.Length == 0 ? "" : "&$filter=" + Uri.EscapeDataString(feed.Filter[..feed.Filter.LastIndexOf(" and ", StringComparison.Ordinal)]);
            return await TryAsync(tenant, feed, services.Graph, $"{services.Graph.Root}{FeedReaders.VersionOf(tenant, feed)}/{feed.Path}?$top=1{filter}", cancel);
        }

        var row = await TryAsync(tenant, feed, services.Management, $"{services.Management.Root}api/v1.0/{tenant.TenantId}/activity/feed/subscriptions/list?PublisherIdentifier={tenant.TenantId}", cancel);
        // The list is open to whoever may read the feed; what DLP needs in addition stands in the token only.
        var permission = feed.Permission[(feed.Permission.LastIndexOf(' ') + 1)..];
        if (row.State != CheckRow.Granted) return row;
        var roles = TokenRoles.In(await services.Tokens.GetAsync(new ServiceOptions("", services.Management.Root, []).Scope, cancel));
        return roles is null || roles.Contains(permission, StringComparer.Ordinal) ? row : row with { State = CheckRow.Missing, Detail = $"grant {permission}" };
    }

    private static async Task<CheckRow> TryAsync(TenantOptions tenant, FeedSpec feed, ServiceClient service, string address, CancellationToken cancel)
    {
        try
        {
            var reply = await service.SendAsync(HttpMethod.Get, address, new FetchStatus(), cancel);
            reply.Lease?.Dispose();
            if (reply.IsSuccess) return new CheckRow(tenant.Name, feed.Name, feed.Permission, CheckRow.Granted, "");
            throw feed.Kind == FeedKind.Management ? ManagementErrors.Of(reply, feed) : GraphErrors.Of(reply, feed, service.Name);
        }
        catch (CollectorsException exception)
        {
            var state = exception.Code == CollectorsErrorCode.PermissionMissing ? CheckRow.Missing : CheckRow.Failed;
            return new CheckRow(tenant.Name, feed.Name, feed.Permission, state, exception.Message);
        }
    }
}

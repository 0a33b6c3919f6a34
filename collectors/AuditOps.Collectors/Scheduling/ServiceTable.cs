using System.Net;
using System.Security.Cryptography;
using AuditOps.Collectors.Configuration;
using AuditOps.Collectors.Fetching;

namespace AuditOps.Collectors.Scheduling;

/// <summary>The clients of all tenants over one pool of connections.</summary>
internal sealed class ServiceTable : IDisposable
{
    private readonly HttpClient _http;
    private readonly SemaphoreSlim _places;
    private readonly Dictionary<Guid, RateGate> _apps = [];
    private readonly Dictionary<string, TenantServices> _tenants = new(StringComparer.Ordinal);

    public ServiceTable(CollectConfiguration configuration, TimeProvider time)
    {
        var limits = configuration.Limits;
        _http = new HttpClient(new SocketsHttpHandler
        {
            // A redirect would carry the token wherever it leads.
            AllowAutoRedirect = false,
            AutomaticDecompression = DecompressionMethods.GZip | DecompressionMethods.Brotli,
            ConnectTimeout = TimeSpan.FromSeconds(15),
            // Addresses of services move; a connection that lives for ever would not notice.
            PooledConnectionLifetime = TimeSpan.FromMinutes(10),
            MaxConnectionsPerServer = limits.Held,
            UseCookies = false,
        })
        {
            // Time-outs are the pipeline's.
            Timeout = Timeout.InfiniteTimeSpan,
        };
        _places = new SemaphoreSlim(limits.Held);
        var random = new Random(RandomNumberGenerator.GetInt32(int.MaxValue));
        foreach (var tenant in configuration.Tenants)
        {
            if (!_apps.TryGetValue(tenant.ClientId, out var app)) _apps[tenant.ClientId] = app = new RateGate(limits.GraphPerApp, TimeSpan.FromSeconds(10), time);
            _tenants[tenant.Name] = new TenantServices(tenant, limits, _http, app, _places, random, time);
        }
    }

    public TenantServices Of(TenantOptions tenant) => _tenants[tenant.Name];

    public void Dispose()
    {
        foreach (var tenant in _tenants.Values) tenant.Dispose();
        foreach (var app in _apps.Values) app.Dispose();
        _http.Dispose();
        _places.Dispose();
    }
}

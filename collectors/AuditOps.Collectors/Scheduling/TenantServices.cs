using AuditOps.Collectors.Authentication;
using AuditOps.Collectors.Configuration;
using AuditOps.Collectors.Fetching;

namespace AuditOps.Collectors.Scheduling;

/// <summary>The clients of one tenant; they outlive tenures, so that budgets, tokens and circuits do.</summary>
internal sealed class TenantServices : IDisposable
{
    private readonly SemaphoreSlim _concurrency;
    private readonly CustomTokenSource? _custom;

    /// <param name="appGate">Budget of the application over all tenants.</param>
    public TenantServices(TenantOptions tenant, LimitOptions limits, HttpClient http, RateGate appGate, SemaphoreSlim places, Random random, TimeProvider time)
    {
        _concurrency = new SemaphoreSlim(limits.Concurrency);
        _custom = tenant.Cloud == Cloud.Custom ? new CustomTokenSource(tenant, http, time) : null;
        Tokens = _custom is null ? new AzureTokenSource(tenant, http) : _custom;
        var graph = new RateGate(limits.GraphPerTenant, TimeSpan.FromSeconds(10), time);
        var management = new RateGate(limits.ManagementPerTenant, TimeSpan.FromMinutes(1), time);
        Graph = Client(new ServiceOptions("Microsoft Graph", tenant.Endpoints.Graph, [graph, appGate]));
        Directory = Client(new ServiceOptions("Microsoft Graph", tenant.Endpoints.Graph, [new RateGate(limits.DirectoryPerTenant, TimeSpan.FromSeconds(10), time)]));
        Management = Client(new ServiceOptions("the Management Activity API", tenant.Endpoints.Management, [management]));

        ServiceClient Client(ServiceOptions service) => new(http, service, limits, Tokens, _concurrency, places, random, time);
    }

    public ITokenSource Tokens { get; }

    public ServiceClient Graph { get; }

    /// <summary>Graph without the budget of its reports.</summary>
    public ServiceClient Directory { get; }

    public ServiceClient Management { get; }

    public void Dispose()
    {
        _custom?.Dispose();
        _concurrency.Dispose();
    }
}

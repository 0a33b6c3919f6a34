using AuditOps.Collectors.Authentication;
using AuditOps.Collectors.Configuration;
using AuditOps.Collectors.Fetching;

namespace AuditOps.Collectors.Scheduling;

/// <summary>The clients of one tenant; they outlive tenures, so that budgets, tokens and circuits do.</summary>
internal sealed class TenantServices : IDisposable
{
    private readonly SemaphoreSlim _concurrency;
    private readonly SemaphoreSlim _behind;
    private readonly CustomTokenSource? _custom;
    private readonly RateGate[] _gates;

    /// <param name="appGate">Budget of the application over all tenants.</param>
    public TenantServices(TenantOptions tenant, LimitOptions limits, HttpClient http, RateGate appGate, SemaphoreSlim places, Random random, TimeProvider time)
    {
        _concurrency = new SemaphoreSlim(limits.Concurrency);
        // One turn is always free for a look at the present.
        _behind = new SemaphoreSlim(Math.Max(1, limits.Concurrency - 1));
        _custom = tenant.Cloud == Cloud.Custom ? new CustomTokenSource(tenant, http, time) : null;
        Tokens = _custom is null ? new AzureTokenSource(tenant, http) : _custom;
        _gates = [new RateGate(limits.GraphPerTenant, TimeSpan.FromSeconds(10), time), new RateGate(limits.DirectoryPerTenant, TimeSpan.FromSeconds(10), time), new RateGate(limits.ManagementPerTenant, TimeSpan.FromMinutes(1), time)];
        Graph = Client(new ServiceOptions("Microsoft Graph", tenant.Endpoints.Graph, [_gates[0], appGate]));
        Directory = Client(new ServiceOptions("Microsoft Graph", tenant.Endpoints.Graph, [_gates[1]]));
        Management = Client(new ServiceOptions("the Management Activity API", tenant.Endpoints.Management, [_gates[2]]));

        ServiceClient Client(ServiceOptions service) => new(http, service, limits, Tokens, _concurrency, _behind, places, random, time);
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
        _behind.Dispose();
        foreach (var gate in _gates) gate.Dispose();
    }
}

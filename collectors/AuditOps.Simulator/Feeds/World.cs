using AuditOps.Simulator.Generation;
using AuditOps.Simulator.Organisation;
using AuditOps.Simulator.Scenarios;

namespace AuditOps.Simulator.Feeds;

/// <summary>All simulated tenants.</summary>
internal sealed class World
{
    private const int EventsPerPerson = 40;
    private const int FewestPeople = 40;

    private readonly Dictionary<Guid, Tenant> _byId;
    private DataFaults _faults;

    public World(SimulatorOptions options, TimeProvider time)
    {
        Options = options;
        Clock = new SimulatedClock(time, options.Backlog, options.Speed);
        _faults = DataFaults.Of(options.Faults);
        var people = options.People > 0 ? options.People : Math.Clamp(options.EventsPerDay / EventsPerPerson, FewestPeople, 5_000);
        Tenants = new Tenant[options.Tenants];
        for (var i = 0; i < Tenants.Length; i++)
        {
            var org = new Org(options.Seed, i, people);
            var attacks = new AttackPlan(org, options.AttacksPerDay);
            Tenants[i] = new Tenant(org, new TenantFeeds(org, Clock, options.EventsPerDay, () => Volatile.Read(ref _faults), attacks), attacks);
        }

        _byId = Tenants.ToDictionary(tenant => tenant.Org.TenantId);
    }

    public SimulatorOptions Options { get; }

    public SimulatedClock Clock { get; }

    public Tenant[] Tenants { get; }

    public DataFaults DataFaults
    {
        get => Volatile.Read(ref _faults);
        set => Volatile.Write(ref _faults, value);
    }

    public Tenant? Find(string? id) => Guid.TryParse(id, out var guid) ? _byId.GetValueOrDefault(guid) : null;
}

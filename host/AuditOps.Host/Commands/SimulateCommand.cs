using System.CommandLine;
using System.Globalization;
using AuditOps.Host.Roles;
using AuditOps.Simulator;

namespace AuditOps.Host.Commands;

/// <summary><c>auditops simulate</c>: made-up tenants behind the real services' protocols.</summary>
internal static class SimulateCommand
{
    public static Command Create()
    {
        var defaults = new SimulatorOptions();
        var listen = CommonOptions.Listen();
        var port = CommonOptions.Port(0);
        var tenantsFile = new Option<string?>("--tenants-file") { Description = "Write the tenants with their secrets here, for auditops collect --config; the control key goes beside it." };
        var seed = new Option<ulong>("--seed") { Description = "People, activity, attacks and faults follow from it.", DefaultValueFactory = _ => defaults.Seed };
        var tenants = new Option<int>("--tenants") { Description = "Number of tenants.", DefaultValueFactory = _ => defaults.Tenants };
        var perDay = new Option<int>("--events-per-day") { Description = "Management records per tenant and average day; the Graph logs come on top.", DefaultValueFactory = _ => defaults.EventsPerDay };
        var people = new Option<int>("--people") { Description = "People per tenant; 0 = by the number of events.", DefaultValueFactory = _ => defaults.People };
        var backlog = new Option<double>("--backlog") { Description = "Days of activity before the start.", DefaultValueFactory = _ => defaults.Backlog.TotalDays };
        var speed = new Option<double>("--speed") { Description = "Above 1: replay the backlog so many times faster than real until it meets the clock. 1 = all of it at once, then real time.", DefaultValueFactory = _ => defaults.Speed };
        var attacks = new Option<double>("--attacks-per-day") { Description = "Attack scenarios per tenant and day, on average.", DefaultValueFactory = _ => defaults.AttacksPerDay };
        var faults = new Option<FaultProfile>("--faults") { Description = "Faults that happen by themselves: none, mild or worst.", DefaultValueFactory = _ => defaults.Faults };
        var certificate = new Option<string?>("--tls-certificate") { Description = "PEM or PFX file with certificate and key: serve HTTPS." };
        var password = new Option<string?>("--tls-password-file") { Description = "File with the password of the PFX file." };
        var readyFile = CommonOptions.ReadyFile();
        var command = new Command("simulate", "Run simulated Microsoft 365 tenants: identity platform, Graph and Management Activity API.\nExample: auditops simulate --tenants-file ./tenants.json --backlog 7 --seed 42")
        {
            listen, port, tenantsFile, seed, tenants, perDay, people, backlog, speed, attacks, faults, certificate, password, readyFile,
        };
        command.SetAction((parsed, cancel) =>
        {
            var options = new SimulatorOptions
            {
                Host = CommonOptions.Address(parsed.GetValue(listen)!).ToString(),
                Port = parsed.GetValue(port),
                Seed = parsed.GetValue(seed),
                Tenants = parsed.GetValue(tenants),
                EventsPerDay = parsed.GetValue(perDay),
                People = parsed.GetValue(people),
                Backlog = Days(parsed.GetValue(backlog)),
                Speed = parsed.GetValue(speed),
                AttacksPerDay = parsed.GetValue(attacks),
                Faults = parsed.GetValue(faults),
                TlsCertificateFile = parsed.GetValue(certificate),
                TlsCertificatePassword = Password(parsed.GetValue(password)),
            };
            return RoleRunner.RunAsync("simulate", parsed.GetValue(readyFile), context => StartAsync(options, parsed.GetValue(tenantsFile), context), cancel);
        });
        return command;
    }

    /// <summary>What is no number of days becomes one that the options refuse.</summary>
    private static TimeSpan Days(double days) => days is >= 0 and <= 1_000 ? TimeSpan.FromDays(days) : throw new HostException(string.Create(CultureInfo.InvariantCulture, $"a backlog of {days} days cannot be made."));

    private static string? Password(string? file)
    {
        if (file is null) return null;
        return File.Exists(file) ? File.ReadAllText(file).TrimEnd('\r', '\n') : throw new HostException($"the password file {file} does not exist.");
    }

    private static async Task<RunningRole> StartAsync(SimulatorOptions options, string? tenantsFile, RoleContext context)
    {
        var server = await SimulatorServer.StartAsync(options, context.Loggers, context.Time, context.Stop);
        if (tenantsFile is not null) TenantsFile.Write(server, tenantsFile);
        return new RunningRole(server.BaseAddress, Task.Delay(Timeout.Infinite, CancellationToken.None), async () => await server.DisposeAsync());
    }
}

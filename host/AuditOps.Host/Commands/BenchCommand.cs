using System.CommandLine;
using AuditOps.Host.Bench;

namespace AuditOps.Host.Commands;

internal static class BenchCommand
{
    public static Command Create() => new("bench", "Measure on this machine. Ratios count; rates belong to the machine.\nExample: auditops bench pipeline --seconds 60 --json")
    {
        Broker(),
        Pipeline(),
        Normalize(),
        Conservation(),
        Restore(),
        Rules(),
        Detection(),
        Alerts(),
        Live(),
        Collect(),
    };

    private static Command Broker()
    {
        var standard = new BrokerBenchOptions();
        var size = new Option<int>("--size") { Description = "Bytes of a message's value.", DefaultValueFactory = _ => standard.Size };
        var topics = new Option<int>("--topics") { Description = "Topics of 4 partitions filled in a round.", DefaultValueFactory = _ => standard.Topics };
        var rounds = new Option<int>("--rounds") { Description = "Interleaved rounds; the middle one counts.", DefaultValueFactory = _ => standard.Rounds };
        var json = CommonOptions.Json();
        var command = new Command("broker", "The embedded broker beside librdkafka's in-process mock cluster, same client, same run.\nExample: auditops bench broker --json") { size, topics, rounds, json };
        command.SetAction((parsed, cancel) =>
        {
            var options = new BrokerBenchOptions { Size = parsed.GetValue(size), Topics = parsed.GetValue(topics), Rounds = parsed.GetValue(rounds) };
            if (options.Size is < 10 or > 1_000_000 || options.Topics is < 1 or > 1_000 || options.Rounds is < 1 or > 99) throw new HostException("--size must be 10 to 1000000, --topics 1 to 1000, --rounds 1 to 99.");
            return BrokerBench.RunAsync(options, parsed.GetValue(json), Console.Out, cancel);
        });
        return command;
    }

    private static Command Pipeline()
    {
        var seconds = new Option<int>("--seconds") { Description = "How long the backlog load runs.", DefaultValueFactory = _ => 180 };
        var rate = new Option<int>("--rate") { Description = "Events a second of the open loop that measures latency.", DefaultValueFactory = _ => 2_000 };
        var compare = new Option<bool>("--compare") { Description = "Measure the backlog without exactly-once first and print the ratio." };
        var json = CommonOptions.Json();
        var command = new Command("pipeline", "Raw record to queryable row through everything, each part in a process of its own.\nExample: auditops bench pipeline --seconds 60 --json") { seconds, rate, compare, json };
        command.SetAction((parsed, cancel) =>
            PipelineBench.RunAsync(new PipelineBenchOptions { Seconds = parsed.GetValue(seconds), Rate = parsed.GetValue(rate), Compare = parsed.GetValue(compare), Json = parsed.GetValue(json) }, Console.Out, cancel));
        return command;
    }

    private static Command Normalize()
    {
        var oracle = new Option<string?>("--oracle") { Description = "Folder of raw records with expected ECS documents to compare with." };
        var verbose = new Option<bool>("--verbose") { Description = "Print each disagreement." };
        var json = CommonOptions.Json();
        var command = new Command("normalize", "Agreement with an oracle, and speed, of the normaliser.\nExample: auditops bench normalize --oracle DIR --json") { oracle, verbose, json };
        command.SetAction((parsed, cancel) => NormalizeBench.RunAsync(parsed.GetValue(oracle), parsed.GetValue(json), Console.Out, cancel, parsed.GetValue(verbose)));
        return command;
    }

    private static Command Conservation()
    {
        var standard = new ConservationBenchOptions();
        var rounds = new Option<int>("--rounds") { Description = "Rounds in which something was in flight when it was hit.", DefaultValueFactory = _ => standard.Rounds };
        var records = new Option<int>("--records") { Description = "New records a round.", DefaultValueFactory = _ => standard.Records };
        var seed = new Option<int?>("--seed") { Description = "Repeats the records, victims and moments of an earlier run." };
        var json = CommonOptions.Json();
        var command = new Command("conservation", "Kill, freeze and take away parts of the whole stack while it works, and account for every record.\nExample: auditops bench conservation --rounds 10 --json") { rounds, records, seed, json };
        command.SetAction((parsed, cancel) =>
        {
            var options = new ConservationBenchOptions { Rounds = parsed.GetValue(rounds), Records = parsed.GetValue(records), Seed = parsed.GetValue(seed), Json = parsed.GetValue(json) };
            if (options.Rounds is < 1 or > 10_000 || options.Records is < 10 or > 1_000_000) throw new HostException("--rounds must be 1 to 10000, --records 10 to 1000000.");
            return new ConservationBench(options, Console.Out).RunAsync(cancel);
        });
        return command;
    }

    private static Command Restore()
    {
        var entries = new Option<int>("--entries") { Description = "Entries to restore, 60 % ids of 16 bytes, 40 % values of 500 bytes.", DefaultValueFactory = _ => new RestoreBenchOptions().Entries };
        var kafka = new Option<string?>("--kafka") { Description = "Restore from this broker, filled before, and print the figures.", Hidden = true };
        var state = new Option<string?>("--state") { Description = "Folder of snapshots.", Hidden = true };
        var json = CommonOptions.Json();
        var command = new Command("restore", "Time until the state of a topology is back: from changelogs, and from snapshots.\nExample: auditops bench restore --json") { entries, kafka, state, json };
        command.SetAction((parsed, cancel) =>
        {
            var options = new RestoreBenchOptions { Entries = parsed.GetValue(entries), Kafka = parsed.GetValue(kafka), StateDirectory = parsed.GetValue(state) };
            if (options.Entries is < 1_000 or > 100_000_000) throw new HostException("--entries must be 1000 to 100000000.");
            return RestoreBench.RunAsync(options, parsed.GetValue(json), Console.Out, TimeProvider.System, cancel);
        });
        return command;
    }

    private static Command Rules()
    {
        var standard = new RulesBenchOptions();
        var rules = new Option<string?>("--rules") { Description = "Folder of rules; default: the published ones of the test data." };
        var events = new Option<string[]>("--events") { Description = "File of records, one JSON object a line; may be repeated. Default: audit log, sign-ins and directory audits of the test data.", DefaultValueFactory = _ => [] };
        var seconds = new Option<int>("--seconds") { Description = "How long each row is measured.", DefaultValueFactory = _ => standard.Seconds };
        var seed = new Option<int>("--seed") { Description = "Seed of the generated rules.", DefaultValueFactory = _ => standard.Seed };
        var json = CommonOptions.Json();
        var command = new Command("rules", "Records a second one core normalises and asks all detection rules about, from raw bytes, and how that changes with their number.\nExample: auditops bench rules --json") { rules, events, seconds, seed, json };
        command.SetAction((parsed, cancel) =>
        {
            var options = new RulesBenchOptions { Rules = parsed.GetValue(rules), Events = parsed.GetValue(events)!, Seconds = parsed.GetValue(seconds), Seed = parsed.GetValue(seed) };
            if (options.Seconds is < 1 or > 600) throw new HostException("--seconds must be 1 to 600.");
            return new RulesBench(options, Console.Out).RunAsync(parsed.GetValue(json), cancel);
        });
        return command;
    }

    private static Command Detection()
    {
        var data = new Option<string?>("--data") { Description = "Folder with panther-analysis and otrf-security-datasets; default: the test data." };
        var rules = new Option<string?>("--rules") { Description = "Folder of rules; default: the shipped ones." };
        var days = new Option<int>("--quiet-days") { Description = "Days of simulated quiet time for each seed, at most 28; 0 = none.", DefaultValueFactory = _ => 0 };
        var seeds = new Option<string>("--seeds") { Description = "Seeds of the quiet time: dev (rules may be tuned on them), held-out (only measured) or both.", DefaultValueFactory = _ => "both" };
        var json = CommonOptions.Json();
        var command = new Command("detection", "What the rules find of labelled attacks, where they are wrong, and how often they fire in quiet time.\nExample: auditops bench detection --quiet-days 28 --seeds both --json") { data, rules, days, seeds, json };
        command.SetAction((parsed, cancel) =>
        {
            var options = new DetectionBenchOptions { Data = parsed.GetValue(data), Rules = parsed.GetValue(rules), QuietDays = parsed.GetValue(days), Seeds = parsed.GetValue(seeds)!, Json = parsed.GetValue(json) };
            if (options.QuietDays is < 0 or > 28 or 1) throw new HostException("--quiet-days must be 0, or 2 to 28.");
            if (options.Seeds is not ("dev" or "held-out" or "both")) throw new HostException("--seeds must be dev, held-out or both.");
            return new DetectionBench(options, Console.Out).RunAsync(cancel);
        });
        return command;
    }

    private static Command Live()
    {
        var standard = new LiveRulesBenchOptions();
        var rules = new Option<int>("--rules") { Description = "Generated rules in force beside the shipped ones.", DefaultValueFactory = _ => standard.Rules };
        var changes = new Option<int>("--changes") { Description = "Versions of one rule that are published one after the other.", DefaultValueFactory = _ => standard.Changes };
        var rate = new Option<int>("--rate") { Description = "Events a second that tell which version judged them.", DefaultValueFactory = _ => standard.Rate };
        var json = CommonOptions.Json();
        var command = new Command("live", "Published rule to the last event, on any worker, that is judged by the version before.\nExample: auditops bench live --json") { rules, changes, rate, json };
        command.SetAction((parsed, cancel) =>
        {
            var options = new LiveRulesBenchOptions { Rules = parsed.GetValue(rules), Changes = parsed.GetValue(changes), Rate = parsed.GetValue(rate), Json = parsed.GetValue(json) };
            if (options.Rules is < 0 or > 10_000 || options.Changes is < 1 or > 1_000 || options.Rate is < 1 or > 10_000) throw new HostException("--rules must be 0 to 10000, --changes 1 to 1000, --rate 1 to 10000.");
            return new LiveRulesBench(options, Console.Out).RunAsync(cancel);
        });
        return command;
    }

    private static Command Alerts()
    {
        var standard = new PipelineBenchOptions();
        var rate = new Option<int>("--rate") { Description = "Events a second of the open loop.", DefaultValueFactory = _ => standard.Rate };
        var seconds = new Option<int>("--seconds") { Description = "How long it is measured.", DefaultValueFactory = _ => standard.LatencySeconds };
        var json = CommonOptions.Json();
        var command = new Command("alerts", "Raw record to finding on the topic for SIEM consumers, each part in a process of its own.\nExample: auditops bench alerts --json") { rate, seconds, json };
        command.SetAction((parsed, cancel) =>
        {
            var options = new PipelineBenchOptions { Rate = parsed.GetValue(rate), LatencySeconds = parsed.GetValue(seconds), Json = parsed.GetValue(json) };
            if (options.Rate is < 1 or > 1_000_000 || options.LatencySeconds is < 1 or > 3_600) throw new HostException("--rate must be 1 to 1000000, --seconds 1 to 3600.");
            return AlertsBench.RunAsync(options, Console.Out, cancel);
        });
        return command;
    }

    private static Command Collect()
    {
        var standard = new CollectBenchOptions();
        var records = new Option<int>("--records") { Description = "Management records of the backlog, over seven days; 0 = leave this part out.", DefaultValueFactory = _ => standard.Records };
        var idle = new Option<int>("--idle-tenants") { Description = "Tenants without activity whose cost is measured; 0 = none.", DefaultValueFactory = _ => standard.IdleTenants };
        var seconds = new Option<int>("--idle-seconds") { Description = "How long their cost is measured.", DefaultValueFactory = _ => standard.IdleSeconds };
        var throttled = new Option<int>("--throttled-records") { Description = "Records of the tenant that is drained beside a throttled one, and once without it; 0 = leave this part out.", DefaultValueFactory = _ => standard.ThrottledRecords };
        var json = CommonOptions.Json();
        var command = new Command("collect", "How fast collectors drain a backlog of simulated tenants, what idle tenants cost, and what a throttled tenant costs another.\nExample: auditops bench collect --records 1000000 --json") { records, idle, seconds, throttled, json };
        command.SetAction((parsed, cancel) =>
        {
            var options = new CollectBenchOptions { Records = parsed.GetValue(records), IdleTenants = parsed.GetValue(idle), IdleSeconds = parsed.GetValue(seconds), ThrottledRecords = parsed.GetValue(throttled) };
            if (options.ThrottledRecords is < 0 or > 10_000_000) throw new HostException("--throttled-records must be 0 to 10000000.");
            if (options.Records is < 0 or > 100_000_000 || options.IdleTenants is < 0 or > 1_000 || options.IdleSeconds is < 1 or > 86_400) throw new HostException("--records must be 0 to 100000000, --idle-tenants 0 to 1000, --idle-seconds 1 to 86400.");
            return new CollectBench(options, Console.Out).RunAsync(parsed.GetValue(json), cancel);
        });
        return command;
    }
}

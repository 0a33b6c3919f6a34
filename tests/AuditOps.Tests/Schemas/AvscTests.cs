using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using AuditOps.Schemas.Avro;
using AuditOps.Schemas.Avro.Resolution;
using AuditOps.Schemas.Avro.Schema;
using AuditOps.Schemas.Contracts;
using Xunit;

namespace AuditOps.Tests.Schemas;

/// <summary>The codec and another implementation of Avro read each other's bytes and resolve schemas alike.</summary>
public sealed class AvscTests
{
    private const int ValueSeeds = 150;
    private const int SchemaSeeds = 400;
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(2);
    private static readonly SchemaRegistry Registry = new();

    [Fact]
    public void Avsc_reads_what_we_write_and_we_read_what_avsc_writes()
    {
        var cases = new List<JsonObject>();
        var readers = new List<Func<byte[], string>>();
        for (var seed = 1; seed <= ValueSeeds; seed++)
        {
            var random = new RandomContracts(seed);
            Add(Codecs.RawEnvelope, random.RawEnvelope(), cases, readers);
            Add(Codecs.AuditEvent, random.AuditEvent(), cases, readers);
            Add(Codecs.DeadLetter, random.DeadLetter(), cases, readers);
            Add(Codecs.CompletenessCount, random.CompletenessCount(), cases, readers);
            Add(Codecs.SinkPlan, random.SinkPlan(), cases, readers);
            Add(Codecs.SourceHealth, random.SourceHealth(), cases, readers);
            Add(Codecs.Match, random.Match(), cases, readers);
            Add(Codecs.Command, random.Command(), cases, readers);
            Add(Codecs.Alert, random.Alert(), cases, readers);
            Add(Codecs.RuleDocument, random.RuleDocument(), cases, readers);
            Add(Codecs.TriageFact, random.TriageFact(), cases, readers);
            Add(Codecs.Delivery, random.Delivery(), cases, readers);
        }

        var verdicts = Run(cases);
        for (var i = 0; i < cases.Count; i++)
        {
            var written = Convert.FromHexString((string)verdicts[i]["hex"]!);
            Assert.True((string)cases[i]["value"]! == readers[i](written), $"seed {i / (cases.Count / ValueSeeds) + 1}: what avsc wrote of {cases[i]["value"]} is read as {readers[i](written)}");
        }
    }

    [Fact]
    public void Avsc_resolves_evolved_schemas_as_we_do()
    {
        var cases = new List<JsonObject>();
        for (var seed = 1; seed <= SchemaSeeds; seed++)
        {
            var (writer, reader, data) = new RandomSchemas(seed).Next();
            var resolved = Transcoder.Compile(AvroSchema.Parse(writer), AvroSchema.Parse(reader)).Run(data);
            cases.Add(new JsonObject { ["kind"] = "resolve", ["writer"] = writer, ["reader"] = reader, ["hex"] = Convert.ToHexStringLower(data), ["resolved"] = Convert.ToHexStringLower(resolved) });
        }

        Run(cases);
    }

    [Fact]
    public void Avsc_finds_the_same_canonical_forms_and_fingerprints()
    {
        var schemas = SchemaFiles.All.Select(file => file.Json).ToList();
        for (var seed = 1; seed <= SchemaSeeds; seed++)
            schemas.Add(new RandomSchemas(seed).Next().Reader);
        var cases = schemas.Select(json =>
        {
            var schema = AvroSchema.Parse(json);
            return new JsonObject { ["kind"] = "schema", ["schema"] = json, ["canonical"] = schema.CanonicalForm, ["fingerprint"] = schema.Fingerprint.ToString("x16", CultureInfo.InvariantCulture) };
        });
        Run([.. cases]);
    }

    private static void Add<T>(RecordCodec<T> codec, T value, List<JsonObject> cases, List<Func<byte[], string>> readers)
    {
        var message = codec.Encode(value);
        cases.Add(new JsonObject
        {
            ["kind"] = "value",
            ["schema"] = codec.SchemaJson,
            ["hex"] = Convert.ToHexStringLower(message.AsSpan(SingleObject.HeaderLength)),
            ["value"] = AvroNames.Of(value),
        });
        readers.Add(body => AvroNames.Of(codec.Decode((byte[])[.. SingleObject.Header(codec.Fingerprint), .. body], Registry)));
    }

    private static List<JsonObject> Run(List<JsonObject> cases)
    {
        var folder = Directory.CreateTempSubdirectory("auditops-avsc-");
        try
        {
            var (input, output) = (Path.Combine(folder.FullName, "cases.ndjson"), Path.Combine(folder.FullName, "verdicts.ndjson"));
            for (var i = 0; i < cases.Count; i++)
                cases[i]["id"] = i;
            File.WriteAllLines(input, cases.Select(item => item.ToJsonString()));
            RunNode(input, output);
            var verdicts = File.ReadAllLines(output).Select(line => JsonNode.Parse(line)!.AsObject()).ToList();
            Assert.Equal(cases.Count, verdicts.Count);
            foreach (var verdict in verdicts)
                Assert.True(verdict["error"] is null, $"case (seed order) {verdict["id"]}: {verdict["error"]}: {cases[(int)verdict["id"]!].ToJsonString()}");
            return verdicts;
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static void RunNode(string input, string output)
    {
        var script = Path.Combine(ScriptFolder(), "avsc-check.mjs");
        using var node = Process.Start(new ProcessStartInfo("node", [script, input, output]) { RedirectStandardError = true })!;
        var error = node.StandardError.ReadToEndAsync();
        if (!node.WaitForExit(Limit))
        {
            node.Kill(entireProcessTree: true);
            Assert.Fail($"node did not finish {script} within {Limit.TotalSeconds:0} s");
        }

        Assert.True(node.ExitCode == 0, $"node ended with code {node.ExitCode}: {error.GetAwaiter().GetResult()}");
    }

    private static string ScriptFolder()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            var candidate = Path.Combine(folder.FullName, "tests", "AuditOps.Tests", "avsc");
            if (Directory.Exists(candidate))
                return candidate;
        }

        throw new DirectoryNotFoundException("tests/AuditOps.Tests/avsc was not found above the test program.");
    }
}

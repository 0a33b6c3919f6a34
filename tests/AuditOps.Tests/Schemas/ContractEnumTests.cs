using System.Text.Json;
using AuditOps.Schemas.Avro;
using AuditOps.Schemas.Avro.Schema;
using AuditOps.Schemas.Contracts;
using Xunit;

namespace AuditOps.Tests.Schemas;

public sealed class ContractEnumTests
{
    [Fact]
    public void Enum_members_and_symbols_of_the_schema_files_agree_in_name_and_order()
    {
        var enums = new Dictionary<string, string[]>(StringComparer.Ordinal);
        foreach (var codec in new[] { Codecs.RawEnvelope.Schema, Codecs.AuditEvent.Schema, Codecs.DeadLetter.Schema, Codecs.CompletenessCount.Schema, Codecs.SourceHealth.Schema, Codecs.Alert.Schema, Codecs.RuleDocument.Schema, Codecs.Delivery.Schema })
            Collect(codec, enums);
        Check<WireShape>(enums, ContractEnums.WireShapes);
        Check<Outcome>(enums, ContractEnums.Outcomes);
        Check<ActorKind>(enums, ContractEnums.ActorKinds);
        Check<DeadLetterCode>(enums, ContractEnums.DeadLetterCodes);
        Check<CompletenessStage>(enums, ContractEnums.CompletenessStages);
        Check<HealthState>(enums, ContractEnums.HealthStates);
        Check<AlertSeverity>(enums, ContractEnums.AlertSeverities);
        Check<AlertStatus>(enums, ContractEnums.AlertStatuses);
        Check<DeliveryState>(enums, ContractEnums.DeliveryStates);
        Check<RuleStatus>(enums, ContractEnums.RuleStatuses);
        Assert.Equal(10, enums.Count);
    }

    private static void Check<T>(Dictionary<string, string[]> enums, int count)
        where T : struct, Enum
    {
        var members = Enum.GetValues<T>();
        Assert.Equal(members.Select(member => JsonNamingPolicy.SnakeCaseLower.ConvertName(member.ToString())), enums[typeof(T).Name]);
        Assert.Equal(Enumerable.Range(0, count), members.Select(member => Convert.ToInt32(member, null)));
    }

    private static void Collect(AvroSchema schema, Dictionary<string, string[]> enums)
    {
        switch (schema)
        {
            case EnumSchema found:
                enums[found.Name] = found.Symbols;
                break;
            case RecordSchema record:
                foreach (var field in record.Fields)
                    Collect(field.Schema, enums);
                break;
            case UnionSchema union:
                foreach (var branch in union.Branches)
                    Collect(branch, enums);
                break;
            case ArraySchema array:
                Collect(array.Items, enums);
                break;
        }
    }
}

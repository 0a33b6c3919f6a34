using Xunit;

namespace AuditOps.Embedded.Tests.Broker;

/// <summary>
/// librdkafka's test 0081 of the admin requests, part by part: it stops at its first failure, and a few of its parts want what this broker
/// does not have (access control lists, SCRAM users, broker settings that change while it runs; docs/broker-clients.md has them one by one).
/// </summary>
public sealed class LibrdkafkaAdminSuiteTests
{
    private static readonly string[] s_default = ["do_test_DeleteRecords", "do_test_DescribeConfigs", "do_test_ListOffsets", "authorized operations"];

    private static readonly string[] s_long =
    [
        "do_test_unclean_destroy", "do_test_CreateTopics", "do_test_DeleteTopics", "do_test_CreatePartitions", "do_test_ListConsumerGroups:", "do_test_DescribeConsumerGroups:",
        "do_test_DeleteGroups", "do_test_DeleteConsumerGroupOffsets", "do_test_AlterConsumerGroupOffsets", "do_test_ListConsumerGroupOffsets",
    ];

    public static TheoryData<string, bool> Parts()
    {
        var rows = new TheoryData<string, bool>();
        foreach (var part in s_default) rows.Add(part, false);
        if (!LibrdkafkaSuite.Long) return rows;
        foreach (var part in s_long) rows.Add(part, false);
        foreach (var part in s_default.Concat(s_long)) rows.Add(part, true);
        return rows;
    }

    [Theory]
    [MemberData(nameof(Parts))]
    public Task A_part_of_librdkafkas_own_admin_test_passes(string part, bool idempotent) => LibrdkafkaSuite.RunAsync("0081", idempotent, part: part);
}

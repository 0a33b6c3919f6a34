using AuditOps.Kafka;
using AuditOps.Processors.Notify;
using AuditOps.Schemas.Contracts;
using AuditOps.Schemas.Topics;
using AuditOps.Tests.Collect;
using AuditOps.Tests.Processors;
using Xunit;

namespace AuditOps.Tests.Notify;

/// <summary>The worker of deliveries against real receivers and the embedded broker.</summary>
public sealed class DeliveryWorkerTests
{
    [Fact]
    public async Task A_receiver_that_is_slow_or_gone_delays_no_other_and_every_outcome_is_on_the_topic()
    {
        await using var kafka = await ProcessorKafka.StartAsync();
        await using var fast = new ScriptedReceiver();
        await using var flaky = new ScriptedReceiver();
        await using var busy = new ScriptedReceiver();
        await using var gone = new ScriptedReceiver();
        await using var refusing = new ScriptedReceiver();
        await using var slow = new ScriptedReceiver();
        flaky.Answer = (number, _, _) => Task.FromResult<string?>(number == 2 ? null : ScriptedReceiver.Reply(number < 4 ? "500 Oh" : "200 OK"));
        busy.Answer = (number, _, _) => Task.FromResult<string?>(number == 1 ? ScriptedReceiver.Reply("429 Too Many", "Retry-After: 1\r\n") : ScriptedReceiver.Reply("200 OK"));
        gone.Always("503 Gone");
        refusing.Always("410 Never", body: "not here");
        slow.Answer = async (_, _, stop) =>
        {
            await Task.Delay(Timeout.Infinite, stop);
            return null;
        };
        var log = new ListLogger();
        var options = NotifyWork.Options(
            NotifyWork.Target("fast", fast), NotifyWork.Target("flaky", flaky), NotifyWork.Target("busy", busy), NotifyWork.Target("gone", gone) with { RetryFor = TimeSpan.FromSeconds(1) },
            NotifyWork.Target("refusing", refusing) with { Url = new SecretText(refusing.Url + "/hunter2"), Headers = new Dictionary<string, SecretText> { ["Authorization"] = new("hunter3") } },
            NotifyWork.Target("slow", slow));
        await NotifyWork.PublishAsync(kafka, Enumerable.Range(0, 10).Select(i => NotifyWork.Plan($"slow-{i}", "slow")));
        await NotifyWork.PublishAsync(kafka, Enumerable.Range(0, 30).Select(i => NotifyWork.Plan($"fast-{i}", "fast")));
        await NotifyWork.PublishAsync(kafka, new[] { "flaky", "busy", "gone", "refusing", "nobody" }.Select(target => NotifyWork.Plan($"{target}-1", target)));
        await NotifyWork.PublishAsync(kafka, [NotifyWork.Plan("old-1", "fast") with { PlannedAt = DateTimeOffset.UtcNow.AddDays(-4) }]);
        await using var worker = NotifyWork.Start(options, kafka, log);

        var steps = NotifyWork.Until(kafka, steps => steps.Count(NotifyWork.IsOver) >= 36);
        Assert.Equal(30, fast.All.Select(received => received.Id).Distinct().Count());
        var ends = steps.Where(NotifyWork.IsOver).ToDictionary(step => step.DeliveryId, StringComparer.Ordinal);
        Assert.Equal((DeliveryState.Delivered, "http_200"), (ends["flaky-1"].State, ends["flaky-1"].Code));
        Assert.All(flaky.All, received => Assert.Equal("flaky-1", received.Id));
        var waited = steps.Single(step => step is { DeliveryId: "busy-1", State: DeliveryState.Failed });
        Assert.True(waited.NextAttemptAt - waited.At >= TimeSpan.FromSeconds(1));
        Assert.Equal((DeliveryState.Dead, "http_503", true), (ends["gone-1"].State, ends["gone-1"].Code, gone.All.Count >= 2));
        Assert.Equal((DeliveryState.Dead, "http_410", 1), (ends["refusing-1"].State, ends["refusing-1"].Code, refusing.All.Count));
        Assert.Equal((DeliveryState.Dead, "no_target"), (ends["nobody-1"].State, ends["nobody-1"].Code));
        Assert.Equal((DeliveryState.Dead, "expired"), (ends["old-1"].State, ends["old-1"].Code));
        Assert.All(ends.Values, step => Assert.Equal(0, step.Payload.Length));
        // An outcome is on the topic a moment before it counts in the alarms.
        NotifyWork.Until(kafka, _ => worker.Alarms()!.Any(alarm => alarm is { Source: "notify.gone", State: HealthState.Failing or HealthState.Degraded, WhatToDo: not null })
            && worker.Alarms()!.Any(alarm => alarm.Source == "notify.refusing" && alarm.WhatToDo!.Contains("redeliver", StringComparison.Ordinal)));
        Assert.DoesNotContain(log.Lines, line => line.Contains("hunter", StringComparison.Ordinal));
        Assert.DoesNotContain(steps, step => step.Message?.Contains("hunter", StringComparison.Ordinal) == true);
    }

    [Fact]
    public async Task A_storm_is_told_in_few_messages_that_count_all_of_it_and_each_delivery_has_its_outcome()
    {
        await using var kafka = await ProcessorKafka.StartAsync();
        await using var chat = new ScriptedReceiver();
        // The first message that stands for many is not taken.
        var refused = 0;
        chat.Answer = (_, received, _) => Task.FromResult<string?>(ScriptedReceiver.Reply(
            received.Headers["auditops-trigger"] == "digest" && Interlocked.Increment(ref refused) == 1 ? "503 Busy" : "200 OK"));
        var target = NotifyWork.Target("chat", chat) with { Kind = TargetKind.Slack, DigestAfter = 3, DigestWindow = TimeSpan.FromSeconds(2), Concurrency = 1 };
        await NotifyWork.PublishAsync(kafka, Enumerable.Range(0, 200).Select(i => NotifyWork.Plan($"d{i}", "chat")));
        await NotifyWork.PublishAsync(kafka, [NotifyWork.Plan("worst", "chat") with { Severity = AlertSeverity.Critical }]);
        await using var worker = NotifyWork.Start(NotifyWork.Options(target) with { PublicUrl = new Uri("https://auditops.contoso.com/"), MaxHeldBytes = 2_000 }, kafka);
        var steps = NotifyWork.Until(kafka, steps => steps.Where(NotifyWork.IsOver).Select(step => step.DeliveryId).Distinct().Count() == 201).Where(NotifyWork.IsOver).ToList();
        Assert.Equal(201, steps.Count);
        Assert.All(steps, step => Assert.Equal(DeliveryState.Delivered, step.State));
        Assert.Null(steps.Single(step => step.DeliveryId == "worst").Message);
        var together = steps.Where(step => step.Message?.StartsWith("Told together with ", StringComparison.Ordinal) == true).ToList();
        Assert.True(together.Count >= 100, $"{together.Count} of 200 were told together");
        var digests = chat.All.Where(received => received.Headers["auditops-trigger"] == "digest").ToList();
        Assert.True(refused >= 2 && digests.Count < 50, $"{digests.Count} digests");
        Assert.Contains(digests, digest => digest.Text.Contains(" alerts, told together", StringComparison.Ordinal) && digest.Text.Contains("https://auditops.contoso.com/alerts?severity=high", StringComparison.Ordinal)
            && digest.Text.Contains("\\u00D7 Many failures", StringComparison.OrdinalIgnoreCase));
    }

    [Fact]
    public async Task A_target_that_is_gone_takes_no_more_than_half_of_the_room_from_the_others()
    {
        await using var kafka = await ProcessorKafka.StartAsync();
        await using var gone = new ScriptedReceiver();
        await using var good = new ScriptedReceiver();
        gone.Always("503 Gone");
        await NotifyWork.PublishAsync(kafka, Enumerable.Range(0, 200).Select(i => NotifyWork.Plan($"g{i}", "gone")));
        await NotifyWork.PublishAsync(kafka, Enumerable.Range(0, 40).Select(i => NotifyWork.Plan($"h{i}", "good")));
        await using var worker = NotifyWork.Start(NotifyWork.Options(NotifyWork.Target("gone", gone), NotifyWork.Target("good", good)) with { MaxUnfinished = 20 }, kafka);
        NotifyWork.Until(kafka, steps => steps.Count(step => step is { Target: "good", State: DeliveryState.Delivered }) == 40
            && steps.Any(step => step is { Target: "gone", State: DeliveryState.Dead, Code: "overflow" }));
        NotifyWork.Until(kafka, _ => worker.Alarms()!.Any(alarm => alarm.Source == "notify.gone"));
        Assert.DoesNotContain(worker.Alarms()!, alarm => alarm.Source == "notify.good");
    }

    [Fact]
    public async Task What_was_received_but_not_noted_is_sent_again_under_its_id_and_what_was_noted_is_not()
    {
        await using var kafka = await ProcessorKafka.StartAsync();
        await using var receiver = new ScriptedReceiver();
        var options = NotifyWork.Options(NotifyWork.Target("soc", receiver)) with { Drain = TimeSpan.FromMilliseconds(100), MaxHeldBytes = 0 };
        receiver.Answer = async (_, _, stop) =>
        {
            await Task.Delay(Timeout.Infinite, stop);
            return null;
        };
        await NotifyWork.PublishAsync(kafka, Enumerable.Range(0, 8).Select(i => NotifyWork.Plan($"d{i}", "soc")));
        await using (NotifyWork.Start(options, kafka))
            await receiver.WaitAsync(4);
        var before = receiver.All.Select(received => received.Id).ToHashSet(StringComparer.Ordinal);
        Assert.DoesNotContain(NotifyWork.Until(kafka, static _ => true), NotifyWork.IsOver);

        receiver.Always("200 OK");
        await using (NotifyWork.Start(options, kafka))
            NotifyWork.Until(kafka, steps => steps.Count(NotifyWork.IsOver) == 8);
        var ids = receiver.All.GroupBy(received => received.Id).ToDictionary(group => group.Key, group => group.Count(), StringComparer.Ordinal);
        Assert.Equal(8, ids.Count);
        Assert.All(ids, id => Assert.True(id.Value >= (before.Contains(id.Key) ? 2 : 1), id.Key));

        // Everything is read once more, and only what is asked for again is sent.
        kafka.Rewind(ConsumerGroups.Deliver, TopicNames.Deliveries);
        await NotifyWork.PublishAsync(kafka, [NotifyWork.Plan("d3", "soc", round: 7), NotifyWork.Plan("d9", "soc")]);
        var sent = receiver.All.Count;
        await using (NotifyWork.Start(options, kafka))
            NotifyWork.Until(kafka, steps => steps.Count(NotifyWork.IsOver) == 10);
        Assert.Equal(["d3", "d9"], receiver.All.Skip(sent).Select(received => received.Id).Distinct().Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Workers_share_the_partitions_and_neither_a_rebalance_nor_a_pause_loses_anything()
    {
        await using var kafka = await ProcessorKafka.StartAsync();
        await using var receiver = new ScriptedReceiver();
        receiver.Answer = async (_, _, stop) =>
        {
            await Task.Delay(20, stop);
            return ScriptedReceiver.Reply("200 OK");
        };
        var options = NotifyWork.Options(NotifyWork.Target("soc", receiver)) with { MaxUnfinished = 5 };
        await using var first = NotifyWork.Start(options, kafka);
        await NotifyWork.PublishAsync(kafka, Enumerable.Range(0, 40).Select(i => NotifyWork.Plan($"a{i}", "soc")));
        await receiver.WaitAsync(5);
        await using (NotifyWork.Start(options, kafka))
        {
            await NotifyWork.PublishAsync(kafka, Enumerable.Range(0, 40).Select(i => NotifyWork.Plan($"b{i}", "soc")));
            NotifyWork.Until(kafka, steps => steps.Where(NotifyWork.IsOver).Select(step => step.DeliveryId).Distinct().Count() >= 60);
        }

        var steps = NotifyWork.Until(kafka, steps => steps.Where(NotifyWork.IsOver).Select(step => step.DeliveryId).Distinct().Count() == 80);
        Assert.All(steps.Where(NotifyWork.IsOver), step => Assert.Equal(DeliveryState.Delivered, step.State));
        Assert.Equal(80, receiver.All.Select(received => received.Id).Distinct().Count());
    }
}

using System.Text.Json;
using System.Text.Json.Nodes;
using FsCheck;
using FsCheck.Fluent;
using NhiEvents.Contracts.Findings;
using NhiEvents.Contracts.Messages;
using NhiEvents.Core.Portal;
using NhiEvents.Core.Portal.Identities;

namespace NhiEvents.Core.Tests.Portal;

/// <summary>Sign-ins of an identity, hour by hour, as the portal keeps them.</summary>
public sealed class IdentityHoursTests
{
    private static readonly DateTimeOffset Start = new(2026, 3, 2, 0, 0, 0, TimeSpan.Zero);
    private static readonly IdentitySummary Summary = new(new IdentityRef("id-1", IdentityKind.ServicePrincipal, "payroll"), "contoso", "unknown", [], Start, Start, 1, 0, []);

    [Fact]
    public void Announcements_in_any_order_and_twice_leave_the_largest_totals_of_the_latest_two_weeks() => Check.One(
        Config.QuickThrowOnFailure.WithMaxTest(30),
        Prop.ForAll(
            (from hour in Gen.Choose(0, 500) from successes in Gen.Choose(0, 3) from failures in Gen.Choose(0, 3) select new SignInHour(Start.AddHours(hour), successes, failures)).ArrayOf(5).ArrayOf(120).ToArbitrary(),
            announced =>
            {
                IdentityRecord? record = null;
                foreach (var hours in announced)
                {
                    record = Stored(IdentityRecord.With(record, new IdentityChanged("contoso", 1, Summary) { Hours = hours }, Start));
                }

                var expected = announced.SelectMany(hours => hours).Where(hour => hour.Successes + hour.Failures > 0).GroupBy(hour => hour.Hour)
                    .Select(hour => new SignInHour(hour.Key, hour.Max(one => one.Successes), hour.Max(one => one.Failures))).OrderBy(hour => hour.Hour).TakeLast(IdentityRecord.MaxHours).ToList();

                // What has been passed over as too old may come again, and is too old again.
                return record!.Hours.SequenceEqual(expected);
            }));

    [Fact]
    public void A_row_from_before_hours_were_packed_is_read()
    {
        var row = JsonSerializer.SerializeToNode(StoredIdentity.Of(new IdentityRecord("contoso", 3, Summary, [new SignInHour(Start, 9, 9)], Start)), PortalJson.Default.StoredIdentity)!.AsObject();
        Assert.True(row.Remove("packed"));
        row["hours"] = JsonNode.Parse("""[{"hour":"2026-03-02T05:00:00+00:00","successes":2,"failures":1}]""");

        var record = row.Deserialize(PortalJson.Default.StoredIdentity)!.ToRecord();

        Assert.Equal([new SignInHour(Start.AddHours(5), 2, 1)], record.Hours);
        Assert.Equal(3, record.Revision);
    }

    [Fact]
    public void Two_weeks_of_hours_are_a_few_kilobytes()
    {
        var record = new IdentityRecord("contoso", 1, Summary, [.. Enumerable.Range(0, IdentityRecord.MaxHours).Select(hour => new SignInHour(Start.AddHours(hour), 12, 1))], Start);

        var stored = JsonSerializer.SerializeToUtf8Bytes(StoredIdentity.Of(record), PortalJson.Default.StoredIdentity);

        Assert.InRange(stored.Length, 1, 4096);
    }

    private static IdentityRecord Stored(IdentityRecord record) =>
        JsonSerializer.Deserialize(JsonSerializer.SerializeToUtf8Bytes(StoredIdentity.Of(record), PortalJson.Default.StoredIdentity), PortalJson.Default.StoredIdentity)!.ToRecord();
}

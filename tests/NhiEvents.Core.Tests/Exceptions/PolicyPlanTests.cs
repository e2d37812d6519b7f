using System.Text.Json;
using System.Text.Json.Nodes;
using FsCheck;
using FsCheck.Fluent;
using NhiEvents.Core.Exceptions.Writing;

namespace NhiEvents.Core.Tests.Exceptions;

public sealed class PolicyPlanTests
{
    [Fact]
    public void Only_the_changed_leaf_is_written_and_foreign_entries_stay()
    {
        var plan = Assert.IsType<PolicyPlan.Patch>(PolicyPlan.For(Policy("theirs", "ours-old"), ["ours-new"], ["ours-old"], [], managedByCode: false));

        Assert.Equal("""{"conditions":{"clientApplications":{"excludeServicePrincipals":["theirs","ours-new"]}}}""", plan.Body);
        Assert.Equal(["theirs", "ours-new"], plan.Expected);
    }

    [Fact]
    public void Nothing_is_written_when_nothing_changes() =>
        Assert.IsType<PolicyPlan.Unchanged>(PolicyPlan.For(Policy("THEIRS", "Ours"), ["ours"], ["ours"], [], managedByCode: false));

    [Fact]
    public void A_protected_entry_is_neither_added_nor_removed() =>
        Assert.IsType<PolicyPlan.Unchanged>(PolicyPlan.For(Policy("guarded"), ["other-guarded"], ["guarded"], ["Guarded", "other-guarded"], managedByCode: false));

    [Fact]
    public void An_entry_that_is_not_ours_is_not_removed_even_when_nobody_wants_it() =>
        Assert.IsType<PolicyPlan.Unchanged>(PolicyPlan.For(Policy("theirs"), [], [], [], managedByCode: false));

    [Theory]
    [InlineData("""{"newThing":1}""", "newThing")]
    [InlineData("""{"conditions":{"newCondition":{}}}""", "conditions.newCondition")]
    [InlineData("""{"conditions":{"clientApplications":{"excludeRobots":[]}}}""", "conditions.clientApplications.excludeRobots")]
    public void A_property_that_nobody_here_knows_makes_a_proposal(string policy, string named)
    {
        var proposal = Assert.IsType<PolicyPlan.Propose>(PolicyPlan.For(JsonNode.Parse(policy)!.AsObject(), ["ours"], [], [], managedByCode: false));

        Assert.Contains($"'{named}'", proposal.Reason, StringComparison.Ordinal);
        Assert.Contains("ours", proposal.Body, StringComparison.Ordinal);
    }

    [Fact]
    public void A_policy_that_code_manages_gets_a_proposal() =>
        Assert.IsType<PolicyPlan.Propose>(PolicyPlan.For(Policy("theirs"), ["ours"], [], [], managedByCode: true));

    [Theory]
    [InlineData("""{"conditions":{"clientApplications":{"excludeServicePrincipals":"all"}}}""")]
    [InlineData("""{"conditions":{"clientApplications":{"excludeServicePrincipals":[null]}}}""")]
    [InlineData("""{"conditions":{"clientApplications":{"excludeServicePrincipals":[1]}}}""")]
    public void A_list_that_cannot_be_read_is_not_taken_for_an_empty_one(string policy) =>
        Assert.Throws<JsonException>(() => PolicyPlan.For(JsonNode.Parse(policy)!.AsObject(), ["ours"], [], [], managedByCode: false));

    [Fact]
    public void A_difference_on_reading_back_restores_everybody()
    {
        var restored = PolicyPlan.Restore(["a"], ["a", "ours"], Policy("a", "theirs"), []);

        Assert.Equal(["a", "theirs", "ours"], restored!.Expected);
    }

    [Fact]
    public void An_entry_that_our_write_has_overwritten_comes_back_by_the_audit_log()
    {
        Assert.Null(PolicyPlan.Restore(["a"], ["a", "ours"], Policy("a", "ours"), ["a"]));
        Assert.Equal(["a", "ours", "theirs"], PolicyPlan.Restore(["a"], ["a", "ours"], Policy("a", "ours"), ["a", "theirs"])!.Expected);
    }

    [Fact]
    public void No_foreign_and_no_protected_entry_is_ever_lost_and_the_plan_is_at_rest_after_it() =>
        Check.One(
            Config.QuickThrowOnFailure.WithMaxTest(500),
            Prop.ForAll(Gen.Choose(0, 1_000_000).ToArbitrary(), seed =>
            {
                var random = new Random(seed);
                var (current, wanted, placed, guarded) = (Some(random), Some(random), Some(random), Some(random));

                var next = PolicyPlan.For(Policy(current), wanted, placed, guarded, managedByCode: false) is PolicyPlan.Patch patch ? [.. patch.Expected] : current;

                return current.Except(placed).All(next.Contains)
                    && current.Intersect(guarded).All(next.Contains)
                    && !next.Except(current).Intersect(guarded).Any()
                    && wanted.Except(guarded).All(next.Contains)
                    && next.Except(current).All(wanted.Contains)
                    && next.Distinct().Count() == next.Length
                    && PolicyPlan.For(Policy(next), wanted, placed, guarded, managedByCode: false) is PolicyPlan.Unchanged;
            }));

    private static string[] Some(Random random) => [.. Enumerable.Range(0, 8).Where(_ => random.Next(2) == 0).Select(i => $"id-{i}")];

    private static JsonObject Policy(params string[] excluded) => new()
    {
        ["@odata.type"] = "#microsoft.graph.conditionalAccessPolicy",
        ["id"] = Given.Policy,
        ["state"] = "enabled",
        ["conditions"] = new JsonObject
        {
            ["clientAppTypes"] = new JsonArray("all"),
            ["clientApplications"] = new JsonObject
            {
                ["includeServicePrincipals"] = new JsonArray("ServicePrincipalsInMyTenant"),
                ["excludeServicePrincipals"] = new JsonArray([.. excluded.Select(id => (JsonNode)id)]),
            },
        },
    };
}

using System.Text;
using NhiEvents.Contracts.Findings;
using NhiEvents.Contracts.Reactions;
using NhiEvents.Core.Response.Playbooks;

namespace NhiEvents.Core.Tests.Response;

public sealed class PlaybookTests
{
    private const string Right =
        """
        - id: a
          title: A
          when: { findings: [NHI101], kinds: [serviceAccount], criticality: [high], environments: [production], at-least: medium }
          do:
            - { action: open-ticket, mode: enforce }
          tests:
            - given: { finding: NHI101, severity: high, kind: serviceAccount, criticality: high, environment: Production }
              expect: [open-ticket]
        """;

    [Fact]
    public void The_shipped_playbooks_pass_their_own_tests_and_enforce_nothing_but_tickets()
    {
        var all = PlaybookBook.Shipped.Playbooks.SelectMany(playbook => playbook.Do).ToList();

        Assert.All(all.Where(action => action.Mode is ReactionMode.Enforce), action => Assert.Equal(ReactionKind.OpenTicket, action.Kind));
        Assert.NotNull(PlaybookBook.Shipped.Find(new PlaybookSubject("NHI999", Severity.Medium, IdentityKind.Robot)));
    }

    [Theory]
    [InlineData("action: open-ticket", "action: burn-it-down", "x.yaml:5: 'burn-it-down' is no action")]
    [InlineData("mode: enforce", "mode: always", "x.yaml:5: 'always' is none of observe, propose, enforce")]
    [InlineData("mode: enforce", "mode: 2", "x.yaml:5: '2' is none of")]
    [InlineData("NHI101], kinds", "NHI1], kinds", "x.yaml:3: 'NHI1' is no finding's number")]
    [InlineData("  title: A", "  titel: A", "x.yaml:2: 'titel' is none of")]
    [InlineData("[open-ticket]", "[open-ticket, start-rotation]", "x.yaml:7: the test of 'a' expects open-ticket, start-rotation; its actions are open-ticket.")]
    [InlineData("environment: Production", "environment: test", "x.yaml:7: the test of 'a' came to 'no playbook'.")]
    [InlineData("open-ticket, mode: enforce", "revoke-sessions, mode: enforce", "x.yaml:5: revoke-sessions has no inverse")]
    [InlineData("open-ticket, mode: enforce", "enable-identity, mode: enforce", "x.yaml:5: enable-identity undoes what somebody did on purpose")]
    [InlineData("  tests:", "  test:", "x.yaml:1: 'tests' is a list.")]
    [InlineData("when: {", "when: [", "x.yaml:3:")]
    public void A_fault_is_told_with_its_file_and_line(string from, string to, string fault)
    {
        Load(Right);
        var changed = Right.Replace(from, to, StringComparison.Ordinal);
        Assert.NotEqual(Right, changed);

        Assert.Contains(fault, Assert.Throws<InvalidDataException>(() => Load(changed)).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("a: b")]
    [InlineData("- 1\n- [2]\n- {}")]
    [InlineData("- &a [*a]")]
    [InlineData("\t- x")]
    public void What_is_no_list_of_playbooks_is_refused(string yaml) => Assert.Throws<InvalidDataException>(() => Load(yaml));

    private static PlaybookBook Load(string yaml)
    {
        using var stream = new MemoryStream(Encoding.UTF8.GetBytes(yaml));
        return PlaybookBook.Load(stream, "x.yaml");
    }
}

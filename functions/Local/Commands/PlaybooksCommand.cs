using System.CommandLine;
using NhiEvents.Contracts.Findings;
using NhiEvents.Core.Response;
using NhiEvents.Core.Response.Playbooks;
using NhiEvents.Local.Hosting;

namespace NhiEvents.Local.Commands;

/// <summary><c>nhi playbooks</c>: checks playbooks, and says which one a finding gets and why.</summary>
internal static class PlaybooksCommand
{
    public static Command Create()
    {
        var file = new Option<FileInfo?>("--file") { Description = "Your playbooks instead of the shipped ones", HelpName = "FILE" };
        var check = new Command("check", "Read the playbooks and run the tests inside them") { file };
        check.SetAction(parsed =>
        {
            var book = Load(parsed.GetValue(file));
            Console.WriteLine($"{book.Playbooks.Count} playbooks, {book.Playbooks.Sum(playbook => playbook.Tests.Count)} tests passed.");
            return CommandLine.Done;
        });

        var finding = new Argument<string>("FINDING") { Description = "Its number, such as NHI101" };
        var severity = new Option<Severity>("--severity") { Description = "low, medium, high or critical", DefaultValueFactory = _ => Severity.High };
        var kind = new Option<IdentityKind>("--kind") { Description = "Of the identity, such as serviceAccount or servicePrincipal", DefaultValueFactory = _ => IdentityKind.ServiceAccount };
        var criticality = new Option<Criticality?>("--criticality") { Description = "As the registry says" };
        var environment = new Option<string?>("--environment") { Description = "As the registry's tag environment:… says", HelpName = "NAME" };
        var explain = new Command("explain", "Which playbook a finding gets, which ones not and why, and what would be done") { finding, severity, kind, criticality, environment, file };
        explain.SetAction(parsed =>
        {
            var subject = new PlaybookSubject(parsed.GetRequiredValue(finding).ToUpperInvariant(), parsed.GetValue(severity), parsed.GetValue(kind)) { Criticality = parsed.GetValue(criticality), Environment = parsed.GetValue(environment) };
            Explain(Load(parsed.GetValue(file)), subject);
            return CommandLine.Done;
        });
        return new Command("playbooks", "Check playbooks, and explain which one a finding gets") { check, explain };
    }

    private static void Explain(PlaybookBook book, PlaybookSubject subject)
    {
        foreach (var playbook in book.Playbooks)
        {
            if (playbook.When.WhyNot(subject) is { } why)
            {
                Console.WriteLine($"not {playbook.Id}: it {why}");
                continue;
            }

            Console.WriteLine($"{playbook.Id}: {playbook.Title}");
            foreach (var action in playbook.Do)
            {
                Console.WriteLine($"  {PlaybookBook.NameOf(action.Kind)} ({action.Mode}); taken back by {ReactionInverse.Of(action.Kind) ?? "nothing, so a person approves it"}");
            }

            return;
        }

        Console.WriteLine("No playbook: nothing is done, and the finding stays in the list.");
    }

    private static PlaybookBook Load(FileInfo? file)
    {
        try
        {
            return file is null ? PlaybookBook.Shipped : PlaybookBook.LoadFile(file.FullName);
        }
        catch (InvalidDataException faulty)
        {
            throw new HostRefusalException(faulty.Message);
        }
    }
}

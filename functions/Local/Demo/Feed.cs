using System.Globalization;
using NhiEvents.Contracts.Findings;
using NhiEvents.Embedded.Simulation;
using NhiEvents.Embedded.Simulation.Scenarios;
using NhiEvents.Embedded.Simulation.Truths;
using NhiEvents.Embedded.Simulation.Verdicts;
using NhiEvents.Local.Simulate;
using Spectre.Console;

namespace NhiEvents.Local.Demo;

/// <summary>One line for each thing that matters, when it happens.</summary>
internal sealed class Feed(IAnsiConsole console)
{
    private static readonly Style Quiet = new(decoration: Decoration.Dim);
    private static readonly Style Bad = new(Color.Red);
    private static readonly Style Good = new(Color.Green);
    private static readonly Style Told = new(Color.Yellow);
    private static readonly Style Strong = new(decoration: Decoration.Bold);

    public void Open(Scenario scenario, SimulatedWorld world, int identities, double seconds)
    {
        Line(Strong, string.Create(CultureInfo.InvariantCulture, $"A simulated company: {world.People} people, {identities} non-human identities, {world.Jobs} jobs. {scenario.Days} day(s) in {seconds:0.#} seconds."));
        Line(Style.Plain, scenario.Title);
        console.WriteLine();
    }

    public void Show(Happening happening)
    {
        switch (happening)
        {
            case Happening.Act act:
                Line(act, Strong, "change ", act.Text);
                break;
            case Happening.Broke broke:
                Line(broke, Bad, "breaks ", $"{broke.Truth.Name} cannot sign in: {Why(broke.Truth.Why)}");
                break;
            case Happening.Works works:
                Line(works, Good, "works  ", $"{works.Truth.Name} signs in again, after {VerdictText.Duration(works.At - works.Truth.From)}");
                break;
            case Happening.Found found:
                var since = found.Since is { } time ? $", {VerdictText.Duration(time)} after it broke" : "";
                Line(found, Told, "finding", $"{found.Finding.FindingType} {found.Finding.Name}: {found.Finding.Identity.DisplayName}{since}");
                break;
            case Happening.Withdrawn withdrawn:
                Line(withdrawn, Quiet, "over   ", $"{withdrawn.Finding.FindingType} {withdrawn.Finding.Name}: {withdrawn.Finding.Identity.DisplayName}");
                break;
            case Happening.ExceptionTurned exception:
                Line(exception, Told, "except.", $"{exception.Name}: {exception.Text}");
                break;
            case Happening.TicketTurned ticket:
                Line(ticket, Told, "ticket ", $"{ticket.Number} is {ticket.State}: {ticket.Title}");
                break;
            case Happening.Crashed:
                Line(happening, Bad, "crash  ", "the system's process ends in the middle of its work, and starts again");
                break;
        }
    }

    public void Close(VerdictDocument verdict, FindingsDocument findings, DirectoryInfo folder)
    {
        console.WriteLine();
        foreach (var line in VerdictText.Lines(verdict, findings))
        {
            Line(line.StartsWith("Passed", StringComparison.Ordinal) ? Good : line.StartsWith("Not", StringComparison.Ordinal) ? Bad : Style.Plain, line);
        }

        console.WriteLine();
        Line(Strong, $"The report: {Path.Combine(folder.ToString(), "report.html")} (beside it findings.json, identities.json, verdict.json).");
    }

    private static string Why(Breakage why) => why switch
    {
        Breakage.ChallengeDemanded => "it is asked for a step that only a person can take",
        Breakage.LockedOut => "the account is locked",
        Breakage.SourceJudgedMalicious => "its address is taken for a malicious one",
        Breakage.SecretExpired => "its secret has expired",
        Breakage.CredentialRejected => "its credential is refused",
        Breakage.PasswordExpired => "its password has expired",
        Breakage.DisabledOrMissing => "it is disabled or gone",
        Breakage.BlockedByPolicy => "a policy blocks it",
        Breakage.PermissionMissing => "it lacks a permission",
        Breakage.TokenEnded => "its session has ended",
        Breakage.ExcludedByHand => "somebody excluded it by hand",
        Breakage.PasswordStolen => "somebody else has its password",
        Breakage.UsedElsewhere => "somebody used it from elsewhere",
        Breakage.JobStopped => "nobody starts its job any more",
        Breakage.RevertedByHand => "somebody took its exclusion away",
        Breakage.SecretEndsSoon => "its secret ends soon",
        Breakage.CredentialPlanted => "somebody used a credential that it does not have any more",
        Breakage.SecretTooOld => "its secret is older than the policy allows",
        Breakage.CredentialAddedByHand => "it got a credential that no rotation made",
        Breakage.WorksOnBorrowedTime => "it works in a way that is going away",
        Breakage.MandatoryMfa => "Azure wants a second factor for its writes",
    };

    private void Line(Happening happening, Style style, string kind, string text)
    {
        console.Write(new Text(happening.At.UtcDateTime.ToString("ddd HH:mm:ss", CultureInfo.InvariantCulture) + "  ", Quiet));
        console.Write(new Text(kind, style));
        console.WriteLine("  " + Printable(text));
    }

    private void Line(Style style, string text) => console.Write(new Text(Printable(text) + "\n", style));

    /// <summary>Findings hold what log rows say: nothing of it may steer the terminal.</summary>
    private static string Printable(string text) => string.Concat(text.Where(c => !char.IsControl(c)));
}

using FsCheck;
using FsCheck.Fluent;
using NhiEvents.Contracts;
using NhiEvents.Contracts.Events;
using NhiEvents.Core.Tests.Doubles;

namespace NhiEvents.Core.Tests.Exceptions;

/// <summary>A person and a Terraform write the same policy's list as our writer, at any moment of its work, and the audit log tells of it late.</summary>
public sealed class SecondWriterTests
{
    [Fact]
    public void No_interleaving_with_a_second_writer_loses_an_entry_of_theirs_or_one_of_ours_without_a_word() => Hold(40);

    [Fact]
    [Trait("Set", "Full")]
    public void No_interleaving_of_two_thousand_does() => Hold(2000);

    private static void Hold(int interleavings) => Check.One(
        Config.QuickThrowOnFailure.WithMaxTest(interleavings).WithEndSize(25),
        Prop.ForAll(Gen.Choose(0, 10_000).ArrayOf().ToArbitrary(), numbers => HoldsAsync(numbers).GetAwaiter().GetResult()));

    private static async Task<bool> HoldsAsync(int[] numbers)
    {
        using var world = new ExceptionsWorld(options: PolicyWriterTests.Settings(managedByCode: false));
        PolicyWriterTests.Seed(world);
        await world.PrepareAsync();
        var second = new SecondWriter(world);
        foreach (var number in numbers)
        {
            await StepAsync(world, second, number);
            Assert.Contains(PolicyWriterTests.Foreign, PolicyWriterTests.List(world));
        }

        // Until nobody has anything left to do or to tell.
        for (var round = 0; round < 3; round++)
        {
            await second.TellAsync();
            await PolicyWriterTests.DriveAsync(world);
        }

        var list = PolicyWriterTests.List(world);
        var row = (await world.Lists.FindAsync(Given.Tenant, PolicyWriterTests.ListPolicy, default))?.Value;
        Assert.All(second.Wants, entry => Assert.True(list.Contains(entry), $"{entry}, which the second writer wants, is lost"));
        var lost = (row?.Wanted ?? []).Except(list).ToList();
        Assert.True(lost.Count == 0 || row!.Stopped is not null || second.HasOverwritten, "an entry of ours is gone, nobody else has written, and the writer has not stopped");
        if (row?.Stopped is not null)
        {
            var findings = await world.Ports.ReceivedAsync(EmbeddedPorts.Findings, NhiJson.Default.FindingChanged);
            Assert.Contains(findings, changed => changed.Finding is { FindingType: "NHI404" } finding && finding.Cause.Contains("policy writer has stopped", StringComparison.Ordinal));
        }

        return true;
    }

    private static async Task StepAsync(ExceptionsWorld world, SecondWriter second, int number)
    {
        switch (number % 8)
        {
            case 0 or 1:
                await world.Lists.WantAsync(PolicyWriterTests.Record(PolicyWriterTests.Ours[number % 8]), PolicyWriterTests.ListPolicy, excluded: number % 3 > 0, default);
                break;
            case 2 or 3:
                await PolicyWriterTests.DriveAsync(world, 1);
                break;
            case 4:
                second.Read();
                second.AddToWhatItHasRead();
                break;
            case 5:
                second.Read();
                break;
            case 6:
                second.AddToWhatItHasRead();
                break;
            default:
                world.Time.Advance(TimeSpan.FromSeconds(number % 400));
                if (number % 2 == 0)
                {
                    await second.TellAsync();
                }

                break;
        }
    }

    /// <summary>Reads the list, adds an entry, and writes what it has: at once like a person, or later like a Terraform whose state is old.</summary>
    private sealed class SecondWriter(ExceptionsWorld world)
    {
        private readonly List<DirectoryChanged> _untold = [];
        private List<string> _read = [PolicyWriterTests.Foreign];
        private int _added;

        /// <summary>Its own entries in what it has written last.</summary>
        public IReadOnlyList<string> Wants { get; private set; } = [];

        /// <summary>It has written a list without an entry of ours that was there.</summary>
        public bool HasOverwritten { get; private set; }

        public void Read() => _read = PolicyWriterTests.List(world);

        public void AddToWhatItHasRead()
        {
            if (_added == PolicyWriterTests.Theirs.Length)
            {
                return;
            }

            var before = PolicyWriterTests.List(world);
            _read = [.. _read, PolicyWriterTests.Theirs[_added++]];
            Wants = [.. _read.Intersect(PolicyWriterTests.Theirs)];
            HasOverwritten |= before.Intersect(PolicyWriterTests.Ours).Except(_read).Any();
            PolicyWriterTests.Put(world, _read);
            _untold.Add(PolicyWriterTests.Audit(world.Time.GetUtcNow(), before, _read));
        }

        /// <summary>The audit log arrives.</summary>
        public async Task TellAsync()
        {
            foreach (var change in _untold)
            {
                await world.Changes.HandleAsync(change, default);
            }

            _untold.Clear();
        }
    }
}

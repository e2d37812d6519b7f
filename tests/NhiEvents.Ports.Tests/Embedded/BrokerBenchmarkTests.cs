using System.Globalization;
using NhiEvents.Embedded.Sqlite;

namespace NhiEvents.Ports.Tests.Embedded;

public sealed class BrokerBenchmarkTests
{
    [Fact]
    public void It_runs_and_leaves_nothing_behind()
    {
        var folder = Directory.CreateTempSubdirectory("nhi-bench-");
        using var output = new StringWriter(CultureInfo.InvariantCulture);

        BrokerBenchmark.Run(folder.FullName, 2_000, 100, 3_000, output, TestContext.Current.CancellationToken);

        TestContext.Current.TestOutputHelper!.WriteLine(output.ToString());
        Assert.Contains("synchronous=2", output.ToString(), StringComparison.Ordinal);
        Assert.Contains("3000 waiting", output.ToString(), StringComparison.Ordinal);
        Assert.Empty(folder.GetFileSystemInfos());
        folder.Delete();
    }
}

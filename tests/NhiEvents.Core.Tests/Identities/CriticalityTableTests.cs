using NhiEvents.Contracts.Findings;
using NhiEvents.Core.Identities;

namespace NhiEvents.Core.Tests.Identities;

public sealed class CriticalityTableTests
{
    [Theory]
    [InlineData(Severity.Low, Severity.Low, Severity.Low, Severity.Medium, Severity.High)]
    [InlineData(Severity.Medium, Severity.Low, Severity.Medium, Severity.High, Severity.Critical)]
    [InlineData(Severity.High, Severity.Medium, Severity.High, Severity.Critical, Severity.Critical)]
    [InlineData(Severity.Critical, Severity.High, Severity.Critical, Severity.Critical, Severity.Critical)]
    public void Criticality_moves_the_severity_and_never_beyond_the_scale(Severity own, Severity low, Severity medium, Severity high, Severity critical)
    {
        Assert.Equal(low, CriticalityTable.Weigh(own, Criticality.Low));
        Assert.Equal(medium, CriticalityTable.Weigh(own, Criticality.Medium));
        Assert.Equal(high, CriticalityTable.Weigh(own, Criticality.High));
        Assert.Equal(critical, CriticalityTable.Weigh(own, Criticality.Critical));
        Assert.Equal(own, CriticalityTable.Weigh(own, null));
    }
}

namespace Sallyport.Storage.Seal;

/// <summary>Where a sealed value lies. It opens there and nowhere else.</summary>
public readonly record struct SealedPlace(string Table, string Column, string Row)
{
    public override string ToString() => $"{Table}.{Column} of {Row}";
}

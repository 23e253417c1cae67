using Sallyport.Measure;

// measure start PUBLISHED BARE | timing PUBLISHED | kill PUBLISHED [ROUNDS]
return args switch
{
    ["start", var published, var bare] => await StartUp.Run(published, bare),
    ["timing", var published] => await Timing.Run(published),
    ["kill", var published, .. var rounds] => await Kill.Run(
        published,
        rounds is [var text] ? int.Parse(text, System.Globalization.CultureInfo.InvariantCulture) : 200
    ),
    _ => Usage(),
};

static int Usage()
{
    Console.Error.WriteLine("measure start PUBLISHED BARE | timing PUBLISHED | kill PUBLISHED [ROUNDS]");
    return 2;
}
